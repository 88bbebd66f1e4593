#pragma once

#include <regula/core/policy.hpp>
#include <regula/tangent/encoder_of.hpp>
#include <regula/tangent/jacobian_change.hpp>

namespace regula::inline REGULA_ABI {

/// Penalises the change of the code's Jacobian around the samples, so the code is nearly linear there. Beside
/// Contractive it makes the higher-order contractive autoencoder (CAE+H). The code is the units at
/// hidden[layer].
///
///     strength/2 1/m sum_j E |J(x_j) - J(x_j + e_j)|_F^2,     J = dh/dx,  e_j normal with stddev
///
///     fit(autoencoder, SquaredError{}, data, sgd, Contractive{0.1}, ContractiveHessian{1, 0.1})
///
/// The expectation is a mean over `corruptions` draws for each sample and step. For small stddev it is
/// stddev^2 times the squared norm of all second derivatives. With projections > 0 random directions estimate
/// the norm, see JacobianPenalty; projections = 0 is exact and takes two backward passes and two tangents for
/// each unit of the code and each corruption. The unit of stddev is that of the inputs.
///
/// Rifai, Mesnil, Vincent, Muller, Bengio, Dauphin and Glorot (2011), "Higher order contractive
/// auto-encoder".
struct ContractiveHessian {
    double strength = 0.1;
    double stddev = 0.1;
    int layer = 0;
    Index projections = 1;
    int corruptions = 1;

    void check() const {
        require(strength >= 0, "ContractiveHessian: strength must be >= 0, got ", strength);
        require(stddev > 0, "ContractiveHessian: stddev must be > 0, got ", stddev);
        require(projections >= 0, "ContractiveHessian: projections must be >= 0, got ", projections);
        require(corruptions >= 1, "ContractiveHessian: corruptions must be >= 1, got ", corruptions);
    }

    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        check();
        const EncoderOf encoder{f, layer, "ContractiveHessian"};
        for (int i = 0; i < corruptions; ++i)
            pass.add_term(
                "ContractiveHessian",
                add_jacobian_change_penalty(pass, encoder, batch.inputs, stddev, strength / corruptions,
                                            projections, static_cast<std::uint64_t>(i)));
    }
};

}  // namespace regula::inline REGULA_ABI
