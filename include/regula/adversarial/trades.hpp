#pragma once

#include <regula/adversarial/divergence.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/model/class_terms.hpp>

namespace regula::inline REGULA_ABI {

/// TRADES: asks for the same class probabilities at a sample and at the worst point around it, beside the
/// loss of the sample:
///
///     strength 1/m sum_j KL(p(x_j) || p(z_j)),     z_j = argmax of KL(p(x_j) || p(z)) in the ball, by Pgd
///
/// The attack uses no labels, is on the network without noise and masks, and begins at a draw from a
/// hundredth of the radius, because the divergence is flat at x; the draw decides to which of its maxima, on
/// opposite sides of x, the ascent leads. The points z are constants; the gradient goes through p(x) and
/// p(z), both with the noise and masks of the step. A step_size of 0 means 2.5 radius / steps.
/// `radius_factor` multiplies the radius, for a warm-up by scheduled(...). Needs a loss of classes.
///
/// Zhang et al. (2019), "Theoretically principled trade-off between robustness and accuracy".
struct Trades {
    static constexpr bool probes_are_constants = true;
    Threat threat;
    double strength = 6;
    int steps = 10;
    double step_size = 0;
    Box range = no_range;
    double radius_factor = 1;

    void check() const {
        require(strength >= 0, "Trades: strength must be >= 0, got ", strength);
        require(radius_factor >= 0, "Trades: radius_factor must be >= 0, got ", radius_factor);
        attack().check();
    }
    /// The attack that finds the points.
    Pgd attack() const {
        return {.threat = threat.with_radius(radius_factor * threat.radius()),
                .steps = steps,
                .step_size = step_size,
                .random_start = 0.01,
                .range = range};
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const auto& now = pass.hooks().now;
        const Pgd pgd = attack();
        auto &t = scratch_of(pass), &z = scratch_of(pass);
        {  // the cross-entropy with p(x) is the divergence and a constant
            auto& probe = pass.probe(false);
            const auto& y = probe.value(f(probe, probe.input(batch.inputs)));
            t = pass.value(class_probabilities(pass, loss, y)).bottomRows(y.rows());
        }
        Victim victim{pass, f, loss, batch.inputs, t, batch.labels, pgd};
        pgd.perturb(victim, now.key.stream("trades").from(static_cast<std::uint64_t>(now.first)), z);

        const Node y = f(pass, pass.input(batch.inputs)), moved = f(pass, pass.input(z));
        const auto& log_p = pass.value(log_probabilities(pass, loss, pass.value(y)));
        const auto& log_q = pass.value(log_probabilities(pass, loss, pass.value(moved)));
        add_divergence(pass, "Trades", loss, log_p, moved, strength);
        add_class_term(pass, "Trades", loss, y, strength, [&](auto l, Index j) {
            const auto apart = (l - log_q.col(j)).array();
            const auto divergence = (l.array().exp() * apart).sum();
            l.array() = l.array().exp() * (apart - divergence);
            return 0;  // the value is counted at the other node
        });
    }
};

static_assert(AuxiliaryLoss<Trades>);

}  // namespace regula::inline REGULA_ABI
