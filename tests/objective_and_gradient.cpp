// The whole objective of a run against its whole gradient, through the training step itself.
#include <regula/gate.hpp>
#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/noise.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::objective_and_gradient {

// Every layer type, with biases away from zero: there rectifiers have their kink.
Network<double> of_every_layer() {
    Network<double> net{4,
                        {Dense{7}, Tanh{}, Dense{6}, Sigmoid{}, Dense{8}, Softplus{}, Dense{7},
                         LeakyRelu{0.2}, Dense{6}, Relu{}, Dense{3}},
                        Key{1}};
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{2}, net.parameters()[block], 0.3);
    return net;
}

Batch<double> batch_of(Index samples) {
    Batch<double> batch{.inputs = Matrix<double>(4, samples), .targets = {}, .labels = Labels(samples)};
    fill_normal(Key{3}, batch.inputs);
    for (Index i = 0; i < samples; ++i) batch.labels[i] = static_cast<int>(i % 3);
    return batch;
}

/// The objective at theta, with the gradient that a step of length 1 goes down.
template <class Policies>
double objective_at(Network<double> net, const Vector<double>& theta, const Policies& policies,
                    Batch<double> batch, Vector<double>& gradient) {
    net.parameters().vector() = theta;
    const Parameters<double> before = net.parameters();
    const Sgd sgd{.learning_rate = 1};
    const StepTime now{Key{4}, 5, 0.5};
    State<double> state;
    Workers workers;
    std::array<double, Policies::size> terms{};
    Step step{sgd, policies, net.parameters(), state};
    auto objective = objective_of(net, SoftmaxCrossEntropy{});
    double sum = step(objective, batch, now, workers, terms);
    for_each_slot(before.blocks(),
                  [&](auto slot) { policies.add_values(slot, before[slot.block], now, terms); });
    for (const double term : terms) sum += term;
    gradient = theta - net.parameters().vector();
    return sum;
}

TEST_CASE(
    "objective and gradient agree with every layer, penalties everywhere, noise and frozen gates at once") {
    const auto net = of_every_layer();
    const Matrix<double> point = Matrix<double>::Constant(7, 6, 0.3);
    const auto policies = pipeline(
        L2{0.03}, on(weights[1], L2{0.2}), on(weights[1], Towards{.strength = 0.1, .point = point}),
        on(biases[0], L2{0.1}), on(weights["3.weight"], subgradient(L1{0.02})),
        on(weights[4], subgradient(GroupLasso{0.05})),
        on(parameters.such([](const Block& b) { return b.layer == 5; }), subgradient(ElasticNet{0.1, 0.3})),
        on(hidden, L2{0.04}), on(hidden[2], L1{0.05}), on(hidden[0], GroupLasso{0.02}), on(outputs, L2{0.07}),
        on(inputs, GaussianNoise{0.1}), on(hidden[3], GaussianNoise{0.2}),
        on(weights[0], GaussianNoise{0.05}), LabelSmoothing{0.1}, on(inputs, Dropout{0.2}),
        on(hidden, Dropout{0.3}), on(hidden[1], Dropout{0.4}), on(hidden[4], GaussianGate{0.3}),
        on(weights[2], Dropout{0.3}));
    auto batch = batch_of(9);
    one_hot(batch.labels, 3, batch.targets);
    const Vector<double> theta = net.parameters().vector();
    Vector<double> gradient, unused;
    objective_at(net, theta, policies, batch, gradient);
    const Vector<double> expected = test::differences(
        theta, [&](const Vector<double>& z) { return objective_at(net, z, policies, batch, unused); });
    const double error = (gradient - expected).norm() / expected.norm();
    CAPTURE(error);
    CHECK(error < 1e-6);
    CHECK((gradient - expected).cwiseAbs().maxCoeff() < 1e-6 * expected.cwiseAbs().maxCoeff());
}

}  // namespace tests::objective_and_gradient
