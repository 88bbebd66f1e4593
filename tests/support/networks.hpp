#pragma once

#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/differences.hpp"
#include "support/drawn.hpp"

namespace regula::test {

/// The network with nonzero biases.
template <class Scalar>
Network<Scalar> with_biases(Network<Scalar> net) {
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{2}, net.parameters()[block], 0.5);
    return net;
}

/// The change of the parameters of a small network in a step of size 1 with random policies, and the slope of
/// the reported loss under the same key, by differences.
struct StepAndSlope {
    Vector<double> moved, slope;
};
template <class... Ps>
StepAndSlope step_and_slope(auto activation, const Ps&... policies) {
    auto net = with_biases(mlp<double>({3, 5, 4, 2}, Key{5}, activation));
    const Dataset<double> data{.inputs = drawn(1, 3, 7), .targets = drawn(2, 2, 7)};
    const Sgd sgd{.learning_rate = 1, .epochs = 1, .batch_size = 7, .seed = 3};
    const Vector<double> theta = net.parameters().vector();
    const auto loss = [&](const Vector<double>& at) {
        net.parameters().vector() = at;
        return fit(net, SquaredError{}, data, sgd, policies...).last().at("loss");
    };
    loss(theta);
    const Vector<double> moved = theta - net.parameters().vector();
    return {moved, differences(theta, loss, 1e-5)};
}

}  // namespace regula::test
