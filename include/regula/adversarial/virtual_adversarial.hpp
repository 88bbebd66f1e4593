#pragma once

#include <regula/adversarial/virtual_adversary.hpp>
#include <regula/core/policy.hpp>

#include <cmath>
#include <concepts>

namespace regula::inline REGULA_ABI {

/// Virtual adversarial training: class probabilities must stay the same if a sample moves in the direction in
/// which they change most.
///
///     strength 1/m sum_j KL(p(x_j) | p(x_j + r_j)),     |r_j| = radius
///
/// r_j is found without labels: d, drawn at random, is replaced `power_steps` times by H d / |H d|, where H
/// is the second derivative of the divergence at r = 0, and r = radius d. With power_steps = 0 the direction
/// stays random: a control of equal norm. `exact` multiplies by H by a tangent and its pull-back. Otherwise
/// the gradient at r = xi d does, as in the authors' code; xi = 0 is 1e-6 in double and 1e-3 in float.
///
/// p(x_j) and r_j are constants; the gradient goes through p(x_j + r_j). All passes of a step share noise,
/// masks and, by BatchNorm, the mode of training, so that the divergence is 0 at r = 0; perturbed samples do
/// not move running statistics. The unlabelled samples are taken; in a run without them, the training samples
/// serve. Needs a loss of classes. Inputs are not kept in the range of the data.
///
/// Miyato, Maeda, Koyama and Ishii (2018), "Virtual adversarial training: a regularization method for
/// supervised and semi-supervised learning".
struct VirtualAdversarial {
    static constexpr bool probes_are_constants = true;
    static constexpr bool takes_unlabelled = true;
    double radius;
    double strength = 1;
    int power_steps = 1;
    bool exact = true;
    double xi = 0;

    void check() const {
        require(radius >= 0 && std::isfinite(radius),
                "VirtualAdversarial: radius must be finite and >= 0, got ", radius);
        require(strength >= 0, "VirtualAdversarial: strength must be >= 0, got ", strength);
        require(power_steps >= 0, "VirtualAdversarial: power_steps must be >= 0, got ", power_steps);
        require(xi >= 0 && std::isfinite(xi), "VirtualAdversarial: xi must be finite and >= 0, got ", xi);
    }

    /// The step of finite differences in a scalar type, a compromise of truncation and rounding.
    template <class Scalar>
    double difference_step() const {
        return xi > 0 ? xi : std::same_as<Scalar, float> ? 1e-3 : 1e-6;
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const auto& x = unlabelled(batch);
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        pass.afresh(1);  // the probes take it over
        const auto [d, log_p] = find_virtual_adversary(
            pass, f, loss, x, power_steps, exact ? 0 : difference_step<Scalar>(), "VirtualAdversarial");
        const bool kept = pass.keep_statistics(true);
        const Node y = f(pass, pass.constant(x + static_cast<Scalar>(radius) * pass.value(d)));
        pass.keep_statistics(kept);
        pass.afresh(0);
        add_divergence(pass, "VirtualAdversarial", loss, pass.value(log_p), y, strength);
    }
};

static_assert(AuxiliaryLoss<VirtualAdversarial>);

}  // namespace regula::inline REGULA_ABI
