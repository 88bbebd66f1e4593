#pragma once

#include <regula/gate/dropout.hpp>
#include <regula/layer.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

#include <vector>

namespace regula::test {

/// Small networks for images of 5 x 4 pixels and two channels, in three classes, which together have every
/// layer that has tangents. Their parameters are not near zero.
inline std::vector<Network<double>> networks_of_every_layer() {
    const Shape image{5, 4, 2};
    std::vector<Network<double>> all{
        {image,
         {Conv2d{.channels = 3, .padding = 1}, BatchNorm{}, Softplus{}, AveragePool2d{2, 1},
          Residual{Conv2d{.channels = 3, .padding = 1, .groups = 3}, Tanh{}}, LayerNorm{}, Dense{4},
          Sigmoid{}, Dense{3}},
         Key{1}},
        {image,
         {Conv2d{.channels = 2, .size = 2, .shared = false}, Tanh{}, MaxPool2d{2}, Flatten{}, Dense{5},
          BatchNorm{}, Selu{}, Residual{Dense{5}, Tanh{}}, DenseTransposed{4}, Softplus{}, Dense{3}},
         Key{2}},
        {image,
         {Conv2d{.channels = 3}, Relu{}, Conv2d{.channels = 4, .size = 2, .bias = false}, LeakyRelu{0.2},
          GlobalAveragePool{}, Dense{3}},
         Key{3}}};
    for (Network<double>& net : all)
        for (const Block& block : net.parameters().blocks())
            if (block.role != Role::statistic)
                add_normal(Key{77}[static_cast<std::uint64_t>(block.offset)], net.parameters()[block], 0.3);
    return all;
}
inline Dataset<double> images_for_every_layer(Index count = 7) {
    Dataset<double> data{.inputs = drawn(5, 40, count), .labels = Labels(count)};
    for (Index i = 0; i < count; ++i) data.labels[i] = static_cast<int>((i + i / 4) % 3);
    return data;
}

/// The difference of the gradient by which one step of a run moves the parameters from that of the reported
/// objective, relative: of its derivatives along twelve random directions, by central differences. Running
/// statistics stay.
template <class Loss, class... Ps>
double error_of_step(Network<double> net, const Dataset<double>& data, const Loss& loss,
                     const Ps&... policies) {
    const Vector<double> theta = net.parameters().vector();
    const auto objective = [&](const Vector<double>& at, double rate) {
        net.parameters().vector() = at;
        const Sgd sgd{.learning_rate = rate, .epochs = 1, .batch_size = data.size(), .seed = 3};
        return fit(net, loss, data, sgd, policies...).last().at("objective");
    };
    objective(theta, 1);
    const Vector<double> moved = theta - net.parameters().vector();
    constexpr Index count = 12;
    Matrix<double> directions = drawn(55, theta.size(), count);
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::statistic) directions.middleRows(block.offset, block.size()).setZero();
    const Matrix<double> slopes = differences(
        Matrix<double>{Matrix<double>::Zero(count, 1)},
        [&](const Matrix<double>& z) { return objective(theta + directions * z, 1e-300); }, 1e-5);
    REQUIRE(slopes.norm() > 1e-3);
    return (directions.transpose() * moved - slopes).norm() / slopes.norm();
}

/// Checks the gradient of policies on networks of every layer, alone and with noise, dropout and a penalty on
/// hidden units.
template <class... Ps>
void check_on_every_layer(double tolerance, const Ps&... policies) {
    const auto data = images_for_every_layer();
    for (const Network<double>& net : networks_of_every_layer()) {
        CAPTURE(net.parameters().text());
        CHECK(error_of_step(net, data, SoftmaxCrossEntropy{}, policies...) < tolerance);
        CHECK(error_of_step(net, data, SoftmaxCrossEntropy{}, policies..., Dropout{0.3},
                            on(inputs, GaussianNoise{0.1}), on(inputs, Dropout{0.1}),
                            on(hidden, L2{0.1})) < tolerance);
    }
}

/// The parameters after a run of two epochs with policies, in minibatches that do not divide the data.
template <class... Ps>
Vector<double> after_two_epochs(int threads, const Ps&... policies) {
    Network<double> net{40, {Dense{130}, Tanh{}, Residual{Dense{130}, Softplus{}}, Dense{3}}, Key{1}};
    fit(net, SoftmaxCrossEntropy{}, images_for_every_layer(23),
        Sgd{.learning_rate = 0.05, .momentum = 0.5, .epochs = 2, .batch_size = 9, .threads = threads},
        policies...);
    return net.parameters().vector();
}

/// The allocations of an epoch of many steps less those of an epoch of few: each epoch appends a record.
template <class... Ps>
long allocations_of_steps_of_every_layer(const Ps&... policies) {
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto data = images_for_every_layer(24);
    const auto per_epoch = [&](Index batch_size) {
        auto net = networks_of_every_layer()[1];
        counts.clear();
        fit(net, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 1e-3, .epochs = 6, .batch_size = batch_size}, policies...,
            [&](const Record&) { counts.push_back(allocations()); });
        return static_cast<long>(counts[5] - counts[4]);
    };
    return per_epoch(3) - per_epoch(24);
}

}  // namespace regula::test
