#pragma once

#include <regula/core/policy.hpp>
#include <regula/tangent/contractive_layer.hpp>
#include <regula/tangent/encoder_of.hpp>
#include <regula/tangent/jacobian_norm.hpp>

namespace regula::inline REGULA_ABI {

/// Contractive penalty on the code h of an autoencoder, the units at hidden[layer] of the network: the code
/// changes little as the inputs change, except along directions that the reconstruction needs.
///
///     strength/2 1/m sum_j |dh/dx_j|_F^2
///
///     fit(autoencoder, SquaredError{}, data, sgd, Contractive{0.1})
///
/// With projections = 0 the norm is exact. If h is one dense layer of Sigmoid or Tanh units, the closed form
/// sum_i f'(z_i)^2 |w_i|^2 takes no further pass; its derivative is by the inputs of the layer, after noise
/// and gates. Otherwise a step takes a backward pass and a tangent for each unit of h: for wide codes let
/// projections > 0 random directions estimate the norm, see JacobianPenalty. With the weights of the decoder
/// tied to those of the encoder the code cannot shrink while the decoder grows. In an objective of your own,
/// add_jacobian_penalty(pass, encoder, x, strength, projections) is the same for any encoder.
///
/// Rifai, Vincent, Muller, Glorot and Bengio (2011), "Contractive auto-encoders: explicit invariance during
/// feature extraction"; Goodfellow, Bengio and Courville, Deep Learning, section 14.7.
struct Contractive {
    double strength = 0.1;
    int layer = 0;
    Index projections = 0;

    void check() const {
        require(strength >= 0, "Contractive: strength must be >= 0, got ", strength);
        require(projections >= 0, "Contractive: projections must be >= 0, got ", projections);
    }

    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        check();
        const EncoderOf encoder{f, layer, "Contractive"};
        const Block* const sigmoid = projections > 0 ? nullptr : encoder.weight_of_one("Sigmoid");
        const Block* const tanh = projections > 0 ? nullptr : encoder.weight_of_one("Tanh");
        const auto in_closed_form = [&](const Block& weight, const auto& activation) {
            const Node h = encoder(pass, pass.input(batch.inputs)), w = pass.parameter(weight);
            return add_contractive_layer(pass, h, w, activation, strength);
        };
        pass.add_term("Contractive", sigmoid != nullptr ? in_closed_form(*sigmoid, Sigmoid{})
                                     : tanh != nullptr  ? in_closed_form(*tanh, Tanh{})
                                                        : add_jacobian_penalty(pass, encoder, batch.inputs,
                                                                               strength, projections));
    }
};

}  // namespace regula::inline REGULA_ABI
