#pragma once

#include <regula/adversarial/victim.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The start of an attack: the inputs, or with a share > 0 of the radius a uniform draw from that ball around
/// them, in the range.
void start_in_ball(const auto& attack, auto& victim, Key key, double share, auto& z) {
    const auto& x = victim.inputs();
    if (share == 0) return static_cast<void>(z = x);
    z.resize(x.rows(), x.cols());
    attack.threat.with_radius(share * attack.threat.radius()).draw(key, z);
    z += x;
    attack.threat.project(x, attack.range, z);
}

/// A step of a length in the direction of steepest ascent for g, and the projection on ball and range.
void step_in_ball(const auto& attack, auto& victim, const auto& g, double length, Index spread, auto& z) {
    attack.threat.ascend(
        g, [length](Index) { return length; }, spread, attack.range, z);
    attack.threat.project(victim.inputs(), attack.range, z);
}

/// Lets the victim judge the point of Fgsm, for the gradient g at the inputs.
void judge_fast_step(const auto& attack, auto& victim, const auto& g, auto& z) {
    z = victim.inputs();
    step_in_ball(attack, victim, g, attack.threat.radius(), 1, z);
    victim.judge(z);
}

/// The number of features that a step in an L1 ball moves: 1 %, at least one. Tramer and Boneh (2019),
/// "Adversarial training and robustness for multiple perturbations".
Index spread_of(const auto& z) { return std::max<Index>(1, z.rows() / 100); }

/// Throws std::invalid_argument, in the name of `who`, for bad numbers of steps or restarts.
void check_starts(const auto& attack, const char* who) {
    require(attack.steps >= 1, who, ": steps must be >= 1, got ", attack.steps);
    require(attack.restarts >= 1, who, ": restarts must be >= 1, got ", attack.restarts);
}

}  // namespace regula::inline REGULA_ABI
