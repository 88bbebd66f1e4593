#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/loss/loss.hpp>

namespace regula::inline REGULA_ABI {

/// Penalises the gradient of the loss at the inputs, so the loss is flat around the samples:
///
///     strength/2 1/m sum_j |dJ_j/dx_j|^2,     J_j the loss of sample j
///
/// Exact, by double backpropagation: the gradient of a derivative of the loss along a tangent. A step takes
/// one more pass for the gradient, and one with tangents. Noise and masks are those of the step. The loss
/// needs a curvature(...).
///
/// Drucker and LeCun (1992), "Improving generalization performance using double backpropagation"; Goodfellow,
/// Bengio and Courville, Deep Learning, section 7.14.
struct InputGradientPenalty {
    double strength = 1e-2;

    void check() const {
        require(strength >= 0, "InputGradientPenalty: strength must be >= 0, got ", strength);
    }

    template <class Loss>
    void add_losses(auto& pass, const auto& f, const Loss& loss, const auto& batch) const {
        constexpr bool curved = CurvedLoss<Loss>;
        static_assert(curved,
                      "regula: InputGradientPenalty needs a loss with 'void curvature(y, t, u, v) const'");
        check();
        if constexpr (curved) {
            const auto& v = input_gradient(pass, f, loss, batch);  // of the mean: 1/m of each sample's
            const double weight = strength * static_cast<double>(batch.size());
            pass.add_term("InputGradientPenalty", weight / 2 * static_cast<double>(v.squaredNorm()));
            pass.add_derivative(loss, f(pass, pass.input(batch.inputs, v)), batch, weight);
        }
    }
};

}  // namespace regula::inline REGULA_ABI
