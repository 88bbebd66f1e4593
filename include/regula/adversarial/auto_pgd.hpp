#pragma once

#include <regula/adversarial/ball_steps.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// AutoPGD: projected gradient descent without a step size to tune. Each sample has a step size of its own, 2
/// radius at first:
///
///     u    =  P(z + step ascent(g))
///     z'   =  P(z + 0.75 (u - z) + 0.25 (z - z_before))
///
/// At checkpoints (after 22 % of the steps, then at distances that shrink to 6 %) a sample halves its step
/// and returns to its best point, if fewer than 75 % of the steps since the last checkpoint raised its loss,
/// or if neither its step nor its largest loss has changed since then. The other starts, if restarts > 1, are
/// draws from the ball. The result is the best point of all steps and starts, and the point of Fgsm counts as
/// one.
///
///     AutoPgd{.threat = LInfinityBall{0.1}, .range = {0, 1}}                                  APGD-CE
///     AutoPgd{.threat = LInfinityBall{0.1}, .range = {0, 1}, .loss = AttackLoss::margin}
///
/// With AttackLoss::margin_ratio it is APGD-DLR. Croce and Hein (2020), "Reliable evaluation of adversarial
/// robustness with an ensemble of diverse parameter-free attacks".
struct AutoPgd {
    Threat threat;
    int steps = 100;
    int restarts = 1;
    Box range = no_range;
    Goal goal = Goal::leave_label;
    AttackLoss loss = AttackLoss::training_loss;

    void check() const { check_threat(*this, "AutoPgd"), check_starts(*this, "AutoPgd"); }

    void perturb(auto& victim, Key key, auto& z) const {
        Work<std::remove_cvref_t<decltype(z)>> now{victim};
        for (int start = 0; start < restarts; ++start) {
            start_in_ball(*this, victim, key[static_cast<std::uint64_t>(start)], start == 0 ? 0 : 1, z);
            double checked = 0, next = 0.22;  // as parts of all steps
            now.begin(z, 2 * threat.radius());
            for (int k = 0, last = 0; k < steps; ++k) {
                now.g = victim.gradient(z);
                now.compare(victim.values(), z);
                if (start == 0 && k == 0 && victim.keeps()) judge_fast_step(*this, victim, now.g, now.to);
                if (k > 0 && k == static_cast<int>(std::ceil(next * steps))) {
                    now.halve(0.75 * (k - std::exchange(last, k)), z);
                    const double gap = std::max(next - checked - 0.03, 0.06);
                    checked = std::exchange(next, next + gap);
                }
                step(victim, now, k == 0 ? 1 : 0.75, z);
            }
            victim.judge(z);
            now.compare(victim.values(), z);
        }
        z = victim.keeps() ? victim.best() : now.best;
    }

private:
    template <class M>
    struct Work {
        M &g, &to, &before, &best, &best_g;
        M &length, &largest, &value, &raised, &checked_length, &checked_largest;  // rows, a number a sample

        explicit Work(auto& victim)
            : g{victim.scratch()},
              to{victim.scratch()},
              before{victim.scratch()},
              best{victim.scratch()},
              best_g{victim.scratch()},
              length{victim.scratch()},
              largest{victim.scratch()},
              value{victim.scratch()},
              raised{victim.scratch()},
              checked_length{victim.scratch()},
              checked_largest{victim.scratch()} {}

        void begin(const M& z, double first) {
            using Scalar = typename M::Scalar;
            before = best = z;
            best_g.setZero(z.rows(), z.cols());
            for (M* row : {&length, &checked_length})
                row->setConstant(1, z.cols(), static_cast<Scalar>(first));
            for (M* row : {&largest, &checked_largest, &value})
                row->setConstant(1, z.cols(), -std::numeric_limits<Scalar>::infinity());
            raised.setConstant(1, z.cols(), -1);  // the start is not a step
        }
        /// Takes the losses at z, with gradients g.
        void compare(const M& values, const M& z) {
            for (Index j = 0; j < z.cols(); ++j) {
                if (values(0, j) > value(0, j)) ++raised(0, j);
                value(0, j) = values(0, j);
                if (!(values(0, j) > largest(0, j))) continue;
                largest(0, j) = values(0, j);
                best.col(j) = z.col(j), best_g.col(j) = g.col(j);
            }
        }
        void halve(double enough, M& z) {
            for (Index j = 0; j < z.cols(); ++j) {
                const bool idle =
                    length(0, j) == checked_length(0, j) && largest(0, j) == checked_largest(0, j);
                const bool few = static_cast<double>(raised(0, j)) < enough;
                checked_length(0, j) = length(0, j), checked_largest(0, j) = largest(0, j), raised(0, j) = 0;
                if (!few && !idle) continue;
                length(0, j) /= 2;
                value(0, j) = largest(0, j);
                z.col(j) = before.col(j) = best.col(j), g.col(j) = best_g.col(j);
            }
        }
    };

    template <class M>
    void step(auto& victim, Work<M>& now, double share, M& z) const {
        using Scalar = typename M::Scalar;
        const auto part = static_cast<Scalar>(share);
        now.to = z;
        threat.ascend(
            now.g, [&](Index j) { return static_cast<double>(now.length(0, j)); }, spread_of(z), range,
            now.to);
        threat.project(victim.inputs(), range, now.to);
        now.to = z + part * (now.to - z) + (1 - part) * (z - now.before);
        now.before.swap(z);
        z.swap(now.to);
        threat.project(victim.inputs(), range, z);
    }
};

}  // namespace regula::inline REGULA_ABI
