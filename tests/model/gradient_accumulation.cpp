#include <regula/model/gradient_accumulation.hpp>

#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_gradient_accumulation {

/// 43 samples: with minibatches of 20 the last one of each epoch has 3, fewer than there are shards.
Dataset<double> data(std::uint64_t seed) {
    Dataset<double> drawn{.inputs = test::drawn<double>(seed, 5, 43), .labels = Labels(43)};
    for (Index j = 0; j < 43; ++j)
        drawn.labels[j] = drawn.inputs(0, j) > 0 ? 2 : drawn.inputs(1, j) > 0 ? 1 : 0;
    return drawn;
}

/// A run with policies in all places.
Report run(auto& model, const Dataset<double>& train, const auto&... more) {
    static const auto validation = data(2);
    return fit(model, SoftmaxCrossEntropy{}, train, validation,
               Adam{.learning_rate = 0.01, .epochs = 4, .batch_size = 20}, on(inputs, GaussianNoise{0.2}),
               on(hidden[0], Dropout{0.3}), on(hidden[1], per_minibatch(Dropout{0.4})), on(hidden, L1{0.01}),
               on(outputs, L2{0.02}), on(weights, GaussianNoise{0.05}), L2{1e-3}, MaxNorm{2},
               EarlyStopping{.patience = 3}, more...);
}
Report run(auto& model) { return run(model, data(1), InputGradientPenalty{0.1}); }

double largest_difference(const Network<double>& a, const Network<double>& b) {
    return (a.parameters().vector() - b.parameters().vector()).cwiseAbs().maxCoeff();
}

TEST_CASE("a run with accumulated gradients is the run of whole minibatches, with one shard bit for bit") {
    const auto initial = mlp<double>({5, 9, 7, 3}, Key{4});
    auto whole = initial, one = initial, seven = initial;
    GradientAccumulation in_one{one, 1}, in_seven{seven, 7};
    const Report expected = run(whole), same = run(in_one), found = run(in_seven);

    CHECK(one.parameters().vector() == whole.parameters().vector());
    CHECK(largest_difference(seven, whole) < 1e-12);
    CHECK(largest_difference(seven, initial) > 0.01);
    REQUIRE(found.history.size() == expected.history.size());
    for (std::size_t epoch = 0; epoch < expected.history.size(); ++epoch) {
        const Record &a = found.history[epoch], &b = expected.history[epoch];
        REQUIRE(a.objective.size() == b.objective.size());
        for (std::size_t i = 0; i < b.objective.size(); ++i)
            CHECK(a.objective[i].value == Approx(b.objective[i].value).epsilon(1e-12));
        CHECK(a.at("validation_loss") == Approx(b.at("validation_loss")).epsilon(1e-12));
        CHECK(same.history[epoch].at("validation_loss") == b.at("validation_loss"));
    }
}

TEST_CASE("the same holds with sample weights") {
    const auto initial = mlp<double>({5, 9, 7, 3}, Key{4});
    auto whole = initial, seven = initial, unweighted = initial;
    GradientAccumulation in_seven{seven, 7};
    auto weighted = data(1);
    weighted.sample_weights = Vector<double>::LinSpaced(43, 0, 3);
    run(whole, weighted), run(in_seven, weighted), run(unweighted, data(1));
    CHECK(largest_difference(seven, whole) < 1e-12);
    CHECK(largest_difference(unweighted, whole) > 1e-3);
}

TEST_CASE("an update takes a minibatch, not a shard") {
    auto net = mlp<double>({5, 4, 3}, Key{4});
    GradientAccumulation accumulated{net, 8};
    const auto report = fit(accumulated, SoftmaxCrossEntropy{}, data(1), Adam{.epochs = 2, .batch_size = 40});
    CHECK(report.steps == 4);
}

TEST_CASE("after warm-up an accumulated step allocates nothing") {
    if (!allocations_are_counted()) return;
    const auto train = data(1);
    auto net = mlp<double>({5, 9, 7, 3}, Key{4});
    const GradientAccumulation accumulated{net, 4};
    auto objective = objective_of(accumulated, SoftmaxCrossEntropy{});
    const auto attached = pipeline(Dropout{0.5}, on(hidden, L1{0.1}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{1}});
    Parameters<double> gradient = net.parameters();
    Workers alone;
    const Batch<double> batch{train.inputs, {}, train.labels};
    const auto step = [&] { return objective(net.parameters(), batch, gradient, hooks, alone); };
    step();
    const double first = step();
    const auto before = allocations();
    const double second = step();
    const auto after = allocations();
    CHECK(after == before);
    CHECK(second == first);
}

TEST_CASE("bad numbers of shards and data of another shape are refused") {
    auto net = mlp<double>({5, 4, 3}, Key{4});
    CHECK_THROWS_WITH((GradientAccumulation{net, 0}), "GradientAccumulation: shards must be >= 1, got 0");
    GradientAccumulation accumulated{net, 2};
    Dataset<double> narrow = data(1);
    narrow.inputs.conservativeResize(4, Eigen::NoChange);
    CHECK_THROWS_WITH(fit(accumulated, SoftmaxCrossEntropy{}, narrow, Adam{}),
                      "training data: the network takes 5 features, the data have 4");
}

}  // namespace tests::model_gradient_accumulation
