#pragma once

#include <regula/adversarial/ball_steps.hpp>

namespace regula::inline REGULA_ABI {

/// Projected gradient descent on the negative loss: steps of steepest ascent, each followed by the projection
/// P on the ball and the range:
///
///     v  <-  momentum v + g / |g|_1,     g = dJ/dz
///     z  <-  P(z + step_size ascent(v))
///
/// `ascent` is sign(v) in L-infinity, v / |v| in L2; in L1 the 1 % of the features with the largest |v| move.
/// A step_size of 0 means 2.5 radius / steps. The first start is the sample itself, or a draw from the ball
/// with `random_start` times the radius; the others are draws from the ball. In evaluation each sample gets
/// the best point of all steps and starts, and the point of Fgsm counts as one of them. In training the
/// attack ends at the last step.
///
/// Madry et al. (2018), "Towards deep learning models resistant to adversarial attacks"; Dong et al. (2018),
/// "Boosting adversarial attacks with momentum".
struct Pgd {
    Threat threat;
    int steps = 40;
    double step_size = 0;
    int restarts = 1;
    double momentum = 0;
    double random_start = 0;
    Box range = no_range;
    Goal goal = Goal::leave_label;
    AttackLoss loss = AttackLoss::training_loss;

    void check() const {
        check_threat(*this, "Pgd");
        check_starts(*this, "Pgd");
        require(step_size >= 0, "Pgd: step_size must be >= 0, got ", step_size);
        require(momentum >= 0, "Pgd: momentum must be >= 0, got ", momentum);
        require(random_start >= 0 && random_start <= 1, "Pgd: random_start must be in [0, 1], got ",
                random_start);
    }

    void perturb(auto& victim, Key key, auto& z) const {
        auto &v = victim.scratch(), &fast = victim.scratch();
        const double length = step_size > 0 ? step_size : 2.5 * threat.radius() / steps;
        if (victim.keeps() && random_start > 0)  // no start is the sample itself
            judge_fast_step(*this, victim, victim.gradient(victim.inputs()), fast);
        std::uint64_t drawn =
            0;  // starts in the whole ball, the first of which is that of RandomPerturbation
        for (int start = 0; start < restarts; ++start) {
            const double share = start == 0 ? random_start : 1;
            start_in_ball(*this, victim, key[share == 1 ? ++drawn : 0], share, z);
            for (int k = 0; k < steps; ++k) {
                add_direction(victim.gradient(z), k == 0, v);
                if (k == 0 && share == 0 && victim.keeps()) judge_fast_step(*this, victim, v, fast);
                step_in_ball(*this, victim, v, length, spread_of(z), z);
            }
            victim.finish(z);
        }
    }

private:
    void add_direction(const auto& g, bool first, auto& v) const {
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        if (momentum == 0) return static_cast<void>(v = g);
        if (first) v.setZero(g.rows(), g.cols());
        for (Index j = 0; j < g.cols(); ++j)
            if (const Scalar size = g.col(j).cwiseAbs().sum(); size > 0)
                v.col(j) = static_cast<Scalar>(momentum) * v.col(j) + g.col(j) / size;
    }
};

}  // namespace regula::inline REGULA_ABI
