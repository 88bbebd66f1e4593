#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/model/class_terms.hpp>

namespace regula::inline REGULA_ABI {

/// Asks for the same class probabilities under different noise and masks (the Pi model), in two passes of the
/// unlabelled samples with draws of their own:
///
///     strength 1/m sum_j |p_j - q_j|^2,     p_j, q_j the class probabilities in the two passes
///
/// The gradient goes through both. A run without noise, gates and random layers has equal passes and a loss
/// of 0. In a run without unlabelled samples, the training samples serve. Needs a loss of classes.
/// Laine and Aila (2017), "Temporal ensembling for semi-supervised learning" (there the sum is divided by the
/// number of classes, and the strength rises: scheduled(Consistency{10}, ramp)).
struct Consistency {
    static constexpr bool takes_unlabelled = true;
    double strength = 1;

    void check() const { require(strength >= 0, "Consistency: strength must be >= 0, got ", strength); }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const Node y = unlabelled_outputs(pass, f, batch), z = unlabelled_outputs(pass, f, batch, 2);
        const Node p = class_probabilities(pass, loss, pass.value(y));
        const Node q = class_probabilities(pass, loss, pass.value(z));
        pass.add_term("Consistency", add_distance(pass, y, pass.value(p), pass.value(q), strength));
        add_distance(pass, z, pass.value(q), pass.value(p), strength);
    }
};

static_assert(AuxiliaryLoss<Consistency>);

}  // namespace regula::inline REGULA_ABI
