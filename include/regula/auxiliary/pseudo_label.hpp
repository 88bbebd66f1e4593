#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/model/class_terms.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Trains on unlabelled samples as if their most probable class were right, where the model is sure of it:
///
///     strength 1/m sum_j [p_cj >= threshold] (-log p_cj),     c = argmax_i p_ij
///     gradient at the scores of the classes     (p_ij - [i = c]) strength/m, or 0 below the threshold
///
/// m counts all unlabelled samples of the minibatch, those below the threshold too. Each step makes new
/// labels of the same outputs that it trains, with noise and masks of the step. In a run without unlabelled
/// samples, the training samples serve. Needs a loss of classes. 0 <= threshold <= 1.
/// Lee (2013), "Pseudo-label: the simple and efficient semi-supervised learning method for deep neural
/// networks" (there without a threshold, and with a strength that rises: scheduled(PseudoLabel{3}, ramp)).
struct PseudoLabel {
    static constexpr bool takes_unlabelled = true;
    double strength = 1;
    double threshold = 0.95;

    void check() const {
        require(strength >= 0, "PseudoLabel: strength must be >= 0, got ", strength);
        require(threshold >= 0 && threshold <= 1, "PseudoLabel: threshold must be in [0, 1], got ",
                threshold);
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const Node y = unlabelled_outputs(pass, f, batch);
        add_class_term(pass, "PseudoLabel", loss, y, strength, [this](auto l, Index) {
            Index c = 0;
            const double sure = std::exp(static_cast<double>(l.maxCoeff(&c)));
            return take_pseudo_label(l, c, sure, threshold);
        });
    }
};

static_assert(AuxiliaryLoss<PseudoLabel>);

}  // namespace regula::inline REGULA_ABI
