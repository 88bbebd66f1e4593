#pragma once

#include <regula/inference/moments_pass.hpp>
#include <regula/inference/spreads.hpp>
#include <regula/model/network.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// Means and variances of the outputs of a network (outputs x samples) for inputs (features x samples), with
/// noise and gates integrated out instead of drawn: each layer turns the means and variances of its inputs
/// into those of its outputs, as if its units were independent and normal.
///
///     const Gaussian<float> scores = fast_dropout(net, x, Dropout{0.5}, on(inputs, Dropout{0.2}));
///     const Matrix<float> chances = class_probabilities(scores);
///
/// Exact for the outputs of the first dense layer after noise or a gate. In later layers the approximation
/// improves with the number of a unit's inputs (central limit theorem), and ignores the correlations that a
/// gate below causes between the units of a layer. The policies are noise and gates with a variance(), on
/// inputs and hidden units. Throws std::invalid_argument for invalid policies, for policies without a place
/// in the network, and if a layer does not propagate moments.
///
/// Wang and Manning (2013), "Fast dropout training".
template <class Scalar>
Gaussian<Scalar> fast_dropout(const Network<Scalar>& net, const Matrix<Scalar>& x, const Spreads& spreads) {
    MomentsPass<Scalar, Spreads> pass{spreads};
    Workers alone;
    pass.begin(net.parameters(), nullptr, alone);
    Gaussian<Scalar> y = pass.moments(net(pass, pass.input(x)));
    if (y.certain()) y.variance.setZero(y.mean.rows(), y.mean.cols());
    return y;
}
template <class Scalar, class... Ps>
Gaussian<Scalar> fast_dropout(const Network<Scalar>& net, const Matrix<Scalar>& x, Ps... policies) {
    return fast_dropout(net, x, Spreads{net.hidden_blocks(), std::move(policies)...});
}

}  // namespace regula::inline REGULA_ABI
