#include <regula/update/swa.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/core/when.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/averaging.hpp"
#include "support/catch.hpp"
#include "support/noisy_classes.hpp"

using namespace regula;

namespace tests::update_swa {

const auto train = test::noisy_classes(1, 23), validation = test::noisy_classes(3, 31);  // 23 = 3 x 7 + 2
const Adam adam{.learning_rate = 0.05, .epochs = 7, .batch_size = 7};

Network<double> network() { return mlp<double>({3, 5, 2}, Key{5}); }

// A run, and the parameters that its observers saw at the end of each epoch.
template <class... Ps>
std::pair<Network<double>, std::vector<Vector<double>>> run(Ps... policies) {
    auto net = network();
    std::vector<Vector<double>> seen;
    const auto look = [&](const Record& record) {
        seen.push_back(net.parameters().vector());
        CHECK(record.at("validation_loss") ==
              evaluate(net, SoftmaxCrossEntropy{}, validation).loss);  // of the same parameters
    };
    fit(net, SoftmaxCrossEntropy{}, train, validation, adam, Dropout{0.3}, policies..., look);
    return {net, seen};
}

TEMPLATE_TEST_CASE("Swa is the mean of the parameters at the ends of epochs", "", float, double) {
    const Descent<TestType> descent;  // an epoch is one update
    const Vector<double> mean =
        (descent.iterate(2) + descent.iterate(5) + descent.iterate(8)) / 3;  // the next is 11
    for (const int epochs : {8, 9, 10})
        CHECK((descent.after(epochs, Swa{2, 3}) - mean).norm() < descent.rounding(8));
    CHECK(descent.after(2, Swa{2, 3}) == descent.after(2));
}

TEST_CASE("evaluation, observers and the model have the mean, the run goes on from its parameters") {
    const auto [plain, iterates] = run();
    const auto [averaged, means] = run(Swa{.start = 3});
    REQUIRE(means.size() == 7);
    Vector<double> sum = Vector<double>::Zero(plain.parameters().size());
    for (std::size_t n = 0; n < 7; ++n) {
        sum += n < 2 ? Vector<double>::Zero(sum.size()) : iterates[n];
        const Vector<double> expected = n < 2 ? iterates[n] : sum / static_cast<double>(n - 1);
        CHECK((means[n] - expected).norm() < 1e-14 * expected.norm());
    }
    CHECK(averaged.parameters().vector() == means.back());
}

TEST_CASE("early stopping gives back its best mean") {
    auto net = network();
    const auto [averaged, means] = run(Swa{.start = 2});
    const auto report = fit(net, SoftmaxCrossEntropy{}, train, validation, adam, Dropout{0.3},
                            Swa{.start = 2}, EarlyStopping{.patience = 7});
    CHECK(net.parameters().vector() == means[static_cast<std::size_t>(report.best_epoch) - 1]);
}

TEST_CASE("a run that continues another goes on as if it had not paused") {
    const auto [whole, means] = run(Swa{.start = 2, .every = 2});
    auto net = network();
    State<double> state;
    auto part = adam;
    for (const int epochs : {3, 4, 7}) {
        part.epochs = epochs;
        fit(state, net, SoftmaxCrossEntropy{}, train, &validation, part, Dropout{0.3},
            Swa{.start = 2, .every = 2});
        CHECK(net.parameters().vector() == means[static_cast<std::size_t>(epochs) - 1]);
    }
    CHECK(list_of(state.memory) == "Adam (2 numbers, 2 vectors), Swa (1 numbers, 1 vectors)");
}

TEST_CASE("an average that is switched off is none, and needs no memory") {
    auto plain = network(), off = network();
    State<double> state;
    fit(plain, SoftmaxCrossEntropy{}, train, adam);
    fit(state, off, SoftmaxCrossEntropy{}, train, nullptr, adam, when(false, Swa{}));
    CHECK(off.parameters().vector() == plain.parameters().vector());
    CHECK(list_of(state.memory) == "Adam (2 numbers, 2 vectors)");
}

TEST_CASE("the mean keeps a convex constraint") {
    const auto [net, means] = run(MaxNorm{0.4}, Swa{.start = 2});
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::weight)
            CHECK(net.parameters()[block].colwise().norm().maxCoeff() <= 0.4 * (1 + 1e-14));
}

TEST_CASE("a run that diverges keeps the mean of its last good epoch") {
    const Descent<double> descent;
    Vector<double> w = descent.start();
    int call = 0;
    const auto walled = [&](const auto& at, auto& g) {
        g = descent.curvatures().cwiseProduct(at);
        return ++call > 4 ? std::nan("") : 0.5 * at.dot(g);
    };
    const auto report = minimize(w, walled, Sgd{.learning_rate = 0.1, .epochs = 9}, Swa{.start = 2});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK((w - (descent.iterate(2) + descent.iterate(3) + descent.iterate(4)) / 3).norm() < 1e-14);
}

TEST_CASE("Swa refuses counts below 1") {
    CHECK_THROWS_WITH(Swa{.start = 0}.check(), "Swa: start must be >= 1, got 0");
    CHECK_THROWS_WITH(Swa{.every = 0}.check(), "Swa: every must be >= 1, got 0");
}

}  // namespace tests::update_swa
