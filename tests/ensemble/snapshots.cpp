#include <regula/ensemble/snapshots.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/sgd.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a snapshot is the model at the end of a cosine, and the run goes on from it") {
    const auto data = test::wavy(23, Key{1});
    const auto net = mlp<double>({2, 5, 1}, Key{2});
    const Sgd sgd{.learning_rate = 0.2, .momentum = 0.8, .epochs = 6, .batch_size = 5};
    const auto found = train_snapshots(3, net, SquaredError{}, data, sgd, Dropout{0.2});
    REQUIRE(found.size() == 3);
    for (int cycle = 1; cycle <= 3; ++cycle) {
        auto alone = net;
        Sgd run = sgd;
        run.epochs = 2 * cycle;
        run.schedule = [](double epoch) {  // two epochs each, written out
            const double t = epoch - 2 * std::floor(epoch / 2);
            return (1 + std::cos(std::acos(-1.0) * t / 2)) / 2;
        };
        fit(alone, SquaredError{}, data, run, Dropout{0.2});
        const auto& theta = found.members[static_cast<std::size_t>(cycle - 1)].model.parameters().vector();
        CHECK((theta - alone.parameters().vector()).norm() < 1e-12 * theta.norm());
    }
    CHECK(found.members[0].model.parameters().vector() != found.members[1].model.parameters().vector());
}

TEST_CASE("a model that refers to another is refused before it moves, for its snapshots would all be one") {
    const auto data = test::wavy(23, Key{1});
    auto net = mlp<double>({2, 5, 1}, Key{2});
    const Vector<double> before = net.parameters().vector();
    CHECK_THROWS_WITH(
        train_snapshots(3, GradientAccumulation{net, 2}, SquaredError{}, data, Sgd{.epochs = 6}),
        "train_snapshots: members are copies of a model and need parameters of their own, got a model that "
        "refers to those of another");
    CHECK(net.parameters().vector() == before);
}

TEST_CASE("cycles that do not divide the epochs are refused") {
    const auto data = test::wavy(5, Key{1});
    const auto net = mlp<double>({2, 5, 1}, Key{2});
    CHECK_THROWS_WITH(
        train_snapshots(4, net, SquaredError{}, data, Sgd{.epochs = 6}, Dropout{0.2}),
        "train_snapshots: the number of cycles must divide the epochs, got 4 cycles of 6 epochs");
    CHECK_THROWS_WITH(
        train_snapshots(0, net, SquaredError{}, data, Sgd{.epochs = 6}, Dropout{0.2}),
        "train_snapshots: the number of cycles must divide the epochs, got 0 cycles of 6 epochs");
}
