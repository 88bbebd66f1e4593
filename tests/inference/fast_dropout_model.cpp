#include <regula/inference/fast_dropout_model.hpp>

#include <regula/gate.hpp>
#include <regula/layer.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

#include <functional>

using namespace regula;

namespace tests::inference_fast_dropout_model {

using test::drawn;
using test::with_biases;

template <class Scalar>
Network<Scalar> of_every_layer() {
    return with_biases(Network<Scalar>{4,
                                       {Dense{6}, Tanh{}, Dense{5}, Sigmoid{}, Dense{7}, Softplus{}, Dense{6},
                                        LeakyRelu{0.2}, Dense{5}, Relu{}, Dense{3}}});
}

template <class Scalar>
Batch<Scalar> batch_of() {
    return {drawn<Scalar>(3, 4, 5), {}, Labels{{0, 1, 2, 0, 1}}};
}

/// One instantiation for all that is trained here.
Report train(
    FastDropout<double>& fast, const Dataset<double>& data, const Sgd& sgd,
    const std::function<void(const Record&)>& watch = [](const Record&) {}, bool gated = false) {
    return fit(fast, SquaredError{}, data, sgd, L2{0.1}, when(gated, Dropout{0.5}), watch);
}

TEST_CASE("the gradient is that of the expected loss, through every layer, and float agrees") {
    auto net = of_every_layer<double>();
    auto same = of_every_layer<float>();
    same.parameters().vector() = net.parameters().vector().cast<float>();
    const auto compare = [&](const auto& model, const auto& of_floats) {
        auto objective = objective_of(model, SoftmaxCrossEntropy{});
        Workers workers;
        Hooks<double> none;
        Hooks<float> none_of_floats;
        auto g = net.parameters(), unused = g;
        objective(net.parameters(), batch_of<double>(), g, none, workers);
        const Matrix<double> expected =
            test::differences(net.parameters().vector(), [&](const Vector<double>& z) {
                auto at = net.parameters();
                at.vector() = z;
                return objective(at, batch_of<double>(), unused, none, workers);
            });
        CHECK((g.vector() - expected).norm() < 1e-6 * expected.norm());
        auto rough = same.parameters();
        objective_of(of_floats, SoftmaxCrossEntropy{})(same.parameters(), batch_of<float>(), rough,
                                                       none_of_floats, workers);
        CHECK((rough.vector().cast<double>() - g.vector()).norm() < 1e-5 * g.vector().norm());
    };
    compare(FastDropout{net, Dropout{0.3}, on(hidden[2], GaussianNoise{0.3}), on(inputs, Dropout{0.2})},
            FastDropout{same, Dropout{0.3}, on(hidden[2], GaussianNoise{0.3}), on(inputs, Dropout{0.2})});
    // Gates on some layers alone: those below are certain.
    compare(FastDropout{net, on(hidden[1], Dropout{0.4}), on(hidden[3], GaussianGate{0.5})},
            FastDropout{same, on(hidden[1], Dropout{0.4}), on(hidden[3], GaussianGate{0.5})});
}

TEST_CASE("for a linear model and squared error training minimises the expected loss that draws have") {
    // Dropout of the inputs is ridge with the scale of each input: the minimum has a closed form.
    const Index n = 40;
    const double p = 0.25;
    Dataset<double> data{.inputs = drawn(1, 3, n), .targets = drawn(2, 1, n)};
    Network<double> net{3, {Dense{.units = 1, .initializer = Initializer::zero, .bias = false}}};
    FastDropout fast{net, on(inputs, Dropout{p})};
    const auto report = train(fast, data, {.learning_rate = 0.3, .epochs = 300, .batch_size = n});
    Matrix<double> h = data.inputs * data.inputs.transpose() / static_cast<double>(n);
    const Vector<double> to = data.inputs * data.targets.transpose() / static_cast<double>(n);
    h.diagonal() *= 1 + p / (1 - p);
    h.diagonal().array() += 0.1;
    CHECK((h * net.parameters().vector() - to).norm() < 1e-12);
    // The reported loss is the expected one: the same as of many draws.
    double loss = 0, squares = 0;
    const Index draws = 4000;
    for (Index k = 0; k < draws; ++k) {
        const double one = SquaredError{}.value(
            net.predict(data.inputs, Key{5}[static_cast<std::uint64_t>(k)], on(inputs, Dropout{p})),
            data.targets);
        loss += one / static_cast<double>(draws);
        squares += one * one / static_cast<double>(draws);
    }
    const double se = std::sqrt((squares - loss * loss) / static_cast<double>(draws));
    CHECK(std::abs(report.last().at("loss") - loss) < 4 * se);
}

TEST_CASE("after the first epoch a step of fast dropout allocates nothing") {
    if (!allocations_are_counted()) return;
    const Dataset<double> data{.inputs = drawn(1, 6, 90), .targets = drawn(2, 2, 90)};
    Network<double> net{6, {Dense{40}, Relu{}, Dense{30}, Tanh{}, Dense{2}}};
    FastDropout fast{net, Dropout{0.5}, on(inputs, Dropout{0.2})};
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto per_epoch = [&](Index batch_size) {
        counts.clear();
        train(fast, data, {.learning_rate = 1e-3, .epochs = 6, .batch_size = batch_size},
              [&](const Record&) { counts.push_back(allocations()); });
        return counts[5] - counts[4];
    };
    CHECK(per_epoch(8) == per_epoch(90));  // an epoch appends a record
    CHECK(per_epoch(8) < 20);
}

TEST_CASE("gates on hidden units are integrated once, and refused beside") {
    auto net = mlp<double>({4, 6, 3}, Key{1});
    FastDropout fast{net, Dropout{0.5}};
    const Dataset<double> data{.inputs = drawn(1, 4, 5), .targets = drawn(2, 3, 5)};
    CHECK_THROWS_WITH(train(
                          fast, data, {}, [](const Record&) {}, true),
                      "Dropout: hidden selects no block of this model; it has none there");
    CHECK_THROWS_WITH((FastDropout{net, Dropout{1}}), "Dropout: drop_probability must be in [0, 1), got 1");
}

/// A layer with a weight that propagates moments, for predictions, and no gradients through them.
struct Forwards {
    Index outputs(Index fan_in) const { return fan_in; }
    std::vector<Block> blocks(Index) const {
        return {{.role = Role::weight, .name = "scale", .rows = 1, .cols = 1}};
    }
    void initialize(const auto& theta, Key) const { theta[0].setConstant(2); }
    void forward(const auto& theta, const auto& x, auto& y) const { y = theta[0](0, 0) * x; }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx) const {
        dx = theta[0](0, 0) * dy;
    }
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g) const {
        g[0](0, 0) = x.cwiseProduct(dy).sum();
    }
    void moments(const auto& theta, const auto& x, auto& y, auto&) const {
        y.mean = theta[0](0, 0) * x.mean;
        y.variance = theta[0](0, 0) * theta[0](0, 0) * x.variance;
    }
};

/// The same without a weight.
struct Passes {
    Index outputs(Index fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
    void moments(const auto&, const auto& x, auto& y, auto&) const { y = x; }
};

TEST_CASE("a layer that propagates moments without their gradients predicts, and is not trained") {
    const Dataset<double> data{.inputs = drawn(5, 4, 11), .targets = drawn(6, 1, 11)};
    Network<double> scaled{4, {Dense{3}, Forwards{}, Dense{1}}}, passed{4, {Dense{3}, Passes{}, Dense{1}}};
    FastDropout with{scaled, Dropout{0.3}}, without{passed, on(inputs, Dropout{0.3})};
    CHECK(with.predict(data.inputs).mean.allFinite());
    CHECK_THROWS_WITH(train(with, data, Sgd{.epochs = 1}),
                      "moments_gradient: layer 'Forwards' does not propagate gradients through means and "
                      "variances");
    CHECK_THROWS_WITH(train(without, data, Sgd{.epochs = 1}),
                      "moments_backward: layer 'Passes' does not propagate gradients through means and "
                      "variances");
}

TEST_CASE("a policy on images acts on the inputs as in a run of the network") {
    Network<double> net{Shape{4, 4}, {Conv2d{.channels = 2}, Relu{}, Dense{2}}, Key{3}};
    auto same = net, undropped = net;
    FastDropout fast{same};
    const Dataset<double> data{.inputs = drawn(5, 16, 12), .targets = drawn(6, 2, 12)};
    const Sgd sgd{.learning_rate = 0.05, .epochs = 2, .batch_size = 5};
    const auto drop = on(inputs, DropBlock{0.2, 3});
    fit(net, SquaredError{}, data, sgd, drop);
    fit(fast, SquaredError{}, data, sgd, drop);
    fit(undropped, SquaredError{}, data, sgd);
    const auto far = [&](const Network<double>& other) {
        return (other.parameters().vector() - net.parameters().vector()).cwiseAbs().maxCoeff();
    };
    CHECK(far(same) < 1e-12);
    CHECK(far(undropped) > 1e-3);
}

TEST_CASE("the model predicts by moments and is evaluated without") {
    auto net = with_biases(mlp<double>({4, 6, 3}, Key{1}));
    FastDropout fast{net, Dropout{0.5}};
    const Dataset<double> data{.inputs = drawn(1, 4, 5), .targets = drawn(2, 3, 5)};
    CHECK(fast.predict(data.inputs).variance == fast_dropout(net, data.inputs, Dropout{0.5}).variance);
    Workers workers;
    CHECK(evaluate(fast, SquaredError{}, data, workers).loss ==
          SquaredError{}.value(net.predict(data.inputs), data.targets));
}

}  // namespace tests::inference_fast_dropout_model
