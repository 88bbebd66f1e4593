#include <regula/update/frozen.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/core/scheduled.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/adam_w.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/tie.hpp>
#include <regula/update/clip_norm.hpp>
#include <regula/update/learning_rate.hpp>
#include <regula/update/polyak.hpp>
#include <regula/update/sam.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::update_frozen {

/// A dense layer that counts its calls.
struct Counted : Dense {
    int* backwards = nullptr;
    int* gradients = nullptr;

    void backward(const auto& theta, const auto& x, const auto& y, const auto& dy, auto& dx,
                  Workers& workers) const {
        ++*backwards;
        Dense::backward(theta, x, y, dy, dx, workers);
    }
    void gradient(const auto& theta, const auto& x, const auto& y, const auto& dy, const auto& g,
                  Workers& workers) const {
        ++*gradients;
        Dense::gradient(theta, x, y, dy, g, workers);
    }
};

const SoftmaxCrossEntropy loss;
const Sgd sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 3, .batch_size = 7};

template <class Scalar>
Network<Scalar> three_layers() {
    return {3, {Dense{5}, Tanh{}, Dense{6}, Tanh{}, Dense{2}}, Key{3}};
}

template <class Scalar>
Dataset<Scalar> thirty_samples() {
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(3, 30), .labels = Labels(30)};
    fill_normal(Key{5}, data.inputs);
    for (Index j = 0; j < 30; ++j) data.labels[j] = data.inputs(0, j) > 0.1 ? 1 : 0;
    return data;
}

/// The names of the blocks that have other bits after training with the policies.
template <class Scalar>
std::string moved(const auto& optimizer, const auto&... policies) {
    auto net = three_layers<Scalar>();
    const auto before = net.parameters();
    fit(net, loss, thirty_samples<Scalar>(), optimizer, policies...);
    std::string names;
    for (const Block& block : before.blocks())
        if (net.parameters()[block] != before[block]) names += block.name + ' ';
    return names;
}

TEMPLATE_TEST_CASE("a frozen block keeps its bits beside any policy, and all others move", "", float,
                   double) {
    const std::string others = "0.bias 1.weight 1.bias 2.weight 2.bias ";
    const auto with = [](const auto& optimizer, const auto&... policies) {
        return moved<TestType>(optimizer, on(weights[0], Frozen{}), policies...);
    };
    CHECK(moved<TestType>(sgd) == "0.weight " + others);
    CHECK(with(sgd) == others);
    CHECK(with(AdamW{.learning_rate = 0.1, .epochs = 3}) == others);
    CHECK(with(sgd, L1{0.01}, MaxNorm{0.1}) == others);
    CHECK(with(sgd, decoupled(L2{0.1}), ClipNorm{0.1}) == others);
    CHECK(with(sgd, subgradient(L1{0.01}), on(gradients, GaussianNoise{0.1})) == others);
    CHECK(with(sgd, Sam{0.05}, Polyak{}) == others);
    CHECK(with(sgd, on(inputs, Dropout{0.3}), Dropout{0.3}, on(weights, Dropout{0.3})) == others);
    CHECK(with(sgd, on(weights, LearningRate{0.3})) == others);
    CHECK(with(sgd, on(weights, LearningRate{0})) == "0.bias 1.bias 2.bias ");
}

TEST_CASE("a tie moves the partner of a frozen block alone, also by its proximal step") {
    const auto after = [](const auto& penalty) {
        Network<double> net{3, {Dense{3}, Tanh{}, Dense{3}, Tanh{}, Dense{2}}, Key{3}};
        const auto before = net.parameters();
        fit(net, loss, thirty_samples<double>(), sgd, on(weights[0], Frozen{}),
            tie(weights[0], weights[1], penalty));
        CHECK(net.parameters()["0.weight"] == before["0.weight"]);
        return (net.parameters()["1.weight"] - before["0.weight"]).norm();
    };
    CHECK(after(L2{3}) < 0.5 * after(L2{0}));
    CHECK(after(L1{30}) == 0);
}

TEST_CASE("frozen blocks do not count in the norm that clipping bounds") {
    auto net = three_layers<double>();
    const auto before = net.parameters();
    const Sgd once{.learning_rate = 1, .epochs = 1, .batch_size = 30};
    fit(net, loss, thirty_samples<double>(), once, ClipNorm{0.01}, on(parameters, Frozen{}));
    CHECK(net.parameters().vector() == before.vector());
    fit(net, loss, thirty_samples<double>(), once, ClipNorm{0.01}, on(weights, Frozen{}),
        on(gradients, GaussianNoise{0.1}));
    CHECK((net.parameters().vector() - before.vector()).norm() == Approx(0.01));
}

TEST_CASE("layers before the first one that learns are not differentiated") {
    int backwards = 0, gradients = 0;
    const auto counted = [&](Index units) {
        Counted layer;
        layer.units = units, layer.backwards = &backwards, layer.gradients = &gradients;
        return layer;
    };
    const auto steps = [&](const auto&... policies) {
        Network<double> net{3, {counted(5), Tanh{}, counted(6), Tanh{}, counted(2)}, Key{3}};
        backwards = gradients = 0;
        fit(net, loss, thirty_samples<double>(), Sgd{.epochs = 1, .batch_size = 30}, policies...);
        return std::pair{backwards, gradients};
    };
    CHECK(steps() == std::pair{2, 3});
    CHECK(steps(on(weights[0], Frozen{})) == std::pair{2, 3});  // its bias learns
    CHECK(steps(on(parameters[0], Frozen{})) == std::pair{1, 2});
    CHECK(steps(on(parameters[0], Frozen{}), on(parameters[1], Frozen{})) == std::pair{0, 1});
    CHECK(steps(on(parameters[1], Frozen{})) == std::pair{2, 2});
    CHECK(steps(on(parameters, Frozen{})) == std::pair{0, 0});
}

TEST_CASE("a frozen layer gives the gradients of the layers before it") {
    auto net = three_layers<double>(), plain = net;
    fit(net, loss, thirty_samples<double>(), Sgd{.epochs = 1, .batch_size = 30}, on(parameters[1], Frozen{}));
    fit(plain, loss, thirty_samples<double>(), Sgd{.epochs = 1, .batch_size = 30});
    for (const char* name : {"0.weight", "0.bias", "2.weight", "2.bias"})
        CHECK(net.parameters()[name] == plain.parameters()[name]);
}

TEST_CASE("a frozen layer of statistics still takes them") {
    Network<double> net{3, {Dense{5}, BatchNorm{}, Tanh{}, Dense{2}}, Key{3}};
    const auto before = net.parameters();
    fit(net, loss, thirty_samples<double>(), sgd, on(parameters, Frozen{}));
    for (const Block& block : before.blocks()) {
        INFO(block.name);
        CHECK((net.parameters()[block] != before[block]) == (block.role == Role::statistic));
    }
}

TEST_CASE("a layer may be frozen for a while") {
    auto net = three_layers<double>();
    const Matrix<double> first = net.parameters()["0.weight"];
    std::vector<bool> moved_in;
    fit(
        net, loss, thirty_samples<double>(), sgd,
        [&](const Record&) { moved_in.push_back(net.parameters()["0.weight"] != first); },
        on(weights[0],
           scheduled([](const StepTime& now) { return LearningRate{now.epoch < 2 ? 0.0 : 0.5}; })));
    CHECK(moved_in == std::vector<bool>{false, false, true});
}

TEST_CASE("the bits do not depend on the number of threads, and a step allocates nothing") {
    const auto trained = [](int threads) {
        auto net = three_layers<float>();
        Sgd with = sgd;
        with.threads = threads;
        fit(net, loss, thirty_samples<float>(), with, on(parameters[0], Frozen{}), Dropout{0.3});
        return Vector<float>{net.parameters().vector()};
    };
    CHECK(trained(1) == trained(3));
    if (!allocations_are_counted()) return;
    const auto in_an_epoch = [](Index batch_size) {
        std::vector<std::size_t> counts;
        counts.reserve(10);
        auto net = three_layers<float>();
        fit(net, loss, thirty_samples<float>(), Sgd{.epochs = 6, .batch_size = batch_size},
            on(parameters[0], Frozen{}), [&](const Record&) { counts.push_back(allocations()); });
        return counts[5] - counts[4];
    };
    CHECK(in_an_epoch(3) == in_an_epoch(30));
}

}  // namespace tests::update_frozen
