#pragma once

#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/allocations.hpp"
#include "support/drawn.hpp"

#include <vector>

// Shared by the tests of attacks: a small network, and samples of which it misclassifies few.
namespace regula::test {

template <class Scalar = double>
Network<Scalar> attacked_network(std::uint64_t seed = 6) {
    Network<Scalar> net{5, {Dense{7}, Tanh{}, Dense{3}}, Key{5}};
    net.parameters().vector() = Scalar(0.9) * drawn<Scalar>(seed, net.parameters().size());
    return net;
}

/// Samples in [0, 1] with the labels that a network gives them; every ninth label is another one.
template <class Scalar>
Dataset<Scalar> almost_solved(const Network<Scalar>& net, Index count = 53) {
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(net.features(), count), .labels = Labels(count)};
    fill_uniform(Key{11}, data.inputs);
    const Matrix<Scalar> y = net.predict(data.inputs);
    for (Index j = 0; j < count; ++j) {
        Index c = 0;
        y.col(j).maxCoeff(&c);
        data.labels[j] = static_cast<int>((c + (j % 9 == 4 ? 1 : 0)) % net.outputs());
    }
    return data;
}

/// The parameters after runs of these numbers of epochs, each of which continues the one before, in
/// minibatches that do not divide the data.
template <class... Ps>
Vector<double> after_attacked_runs(const std::vector<int>& epochs, int threads, const Ps&... policies) {
    Network<double> net{5, {Dense{140}, Tanh{}, Dense{3}}, Key{1}};
    State<double> state;
    for (const int n : epochs)
        fit(state, net, SoftmaxCrossEntropy{}, almost_solved(attacked_network(), 53),
            Sgd{.learning_rate = 0.05, .momentum = 0.5, .epochs = n, .batch_size = 9, .threads = threads},
            policies...);
    return net.parameters().vector();
}

/// The allocations of an epoch of many steps less those of an epoch of one: each epoch appends a record.
template <class... Ps>
long allocations_of_attacked_steps(const Ps&... policies) {
    auto net = attacked_network();
    const auto data = almost_solved(net, 90);
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto per_epoch = [&](Index size) {
        counts.clear();
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 1e-3, .epochs = 6, .batch_size = size},
            policies..., [&](const Record&) { counts.push_back(allocations()); });
        return static_cast<long>(counts[5] - counts[4]);
    };
    return per_epoch(8) - per_epoch(90);
}

}  // namespace regula::test
