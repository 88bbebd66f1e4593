#pragma once

#include <regula/core/policy.hpp>
#include <regula/tangent/jacobian_norm.hpp>

namespace regula::inline REGULA_ABI {

/// Penalises the Jacobian of the outputs at the inputs, so the scores change little around the samples:
///
///     strength/2 1/m sum_j |df/dx_j|_F^2
///
/// Outputs are scores, before any softmax. With projections = 0 the norm is exact, at the cost of a backward
/// pass and a tangent for each output. With projections > 0 each step estimates it without bias by random
/// directions of the outputs; one direction often suffices, and the cost does not depend on the outputs. For
/// n outputs the estimate of one sample has the variance
///
///     2/(n + 2) (n |J J'|_F^2 - |J|_F^4) / projections
///
/// Parameter gradients are exact on every model whose layers have tangents. Piecewise linear units, such as
/// Relu, have no curvature: there only the slopes of the pieces are penalised, and the gradient does not see
/// that a kink moves.
///
/// Hoffman, Roberts and Yaida (2019), "Robust learning with Jacobian regularization"; Sokolic, Giryes, Sapiro
/// and Rodrigues (2017), "Robust large margin deep neural networks".
struct JacobianPenalty {
    double strength = 1e-2;
    Index projections = 0;

    void check() const {
        require(strength >= 0, "JacobianPenalty: strength must be >= 0, got ", strength);
        require(projections >= 0, "JacobianPenalty: projections must be >= 0, got ", projections);
    }

    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        check();
        pass.add_term("JacobianPenalty", add_jacobian_penalty(pass, f, batch.inputs, strength, projections));
    }
};

static_assert(AuxiliaryLoss<JacobianPenalty>);

}  // namespace regula::inline REGULA_ABI
