#include <regula/model/gradient_accumulation.hpp>

#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/gate/drop_block.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
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

TEST_CASE("shards of shards get the noise and the gates of the whole minibatch") {
    const auto initial = mlp<double>({5, 9, 7, 3}, Key{4});
    auto whole = initial, nested = initial;
    GradientAccumulation inner{nested, 2};
    GradientAccumulation outer{inner, 3};
    const Report expected = run(whole), found = run(outer);
    CHECK(largest_difference(nested, whole) < 1e-12);
    CHECK(largest_difference(nested, initial) > 0.01);
    for (std::size_t i = 0; i < expected.last().objective.size(); ++i)
        CHECK(found.last().objective[i].value == Approx(expected.last().objective[i].value).epsilon(1e-12));
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

TEST_CASE("a policy on images acts through an accumulated model") {
    const Network<double> initial{Shape{4, 4}, {Conv2d{.channels = 2}, Relu{}, Dense{3}}, Key{4}};
    Dataset<double> train = data(1);
    train.inputs = test::drawn<double>(3, 16, 43);
    auto whole = initial, in_parts = initial, undropped = initial;
    GradientAccumulation accumulated{in_parts, 3};
    const Sgd sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 20};
    const auto drop = on(inputs, DropBlock{0.2, 3});
    fit(whole, SoftmaxCrossEntropy{}, train, sgd, drop);
    fit(accumulated, SoftmaxCrossEntropy{}, train, sgd, drop);
    fit(undropped, SoftmaxCrossEntropy{}, train, sgd);
    CHECK(largest_difference(in_parts, whole) < 1e-12);
    CHECK(largest_difference(undropped, whole) > 1e-3);
}

TEST_CASE("a solver refuses an accumulated model as it refuses the model") {
    Network<double> normalized{5, {Dense{4}, BatchNorm{}, Relu{}, Dense{3}}, Key{4}},
        plain = mlp<double>({5, 3}, Key{4});
    const Vector<double> before = normalized.parameters().vector();
    GradientAccumulation accumulated{normalized, 2};
    GradientAccumulation nested{accumulated, 2};
    const auto of_solver =
        Catch::Matchers::ContainsSubstring("a solver needs a function that is the same each time");
    CHECK_THROWS_WITH(fit(normalized, SoftmaxCrossEntropy{}, data(1), Lbfgs{}), of_solver);
    CHECK_THROWS_WITH(fit(accumulated, SoftmaxCrossEntropy{}, data(1), Lbfgs{}), of_solver);
    CHECK_THROWS_WITH(fit(nested, SoftmaxCrossEntropy{}, data(1), Lbfgs{}), of_solver);
    CHECK(normalized.parameters().vector() == before);
    GradientAccumulation solvable{plain, 2};
    CHECK_NOTHROW(fit(solvable, SoftmaxCrossEntropy{}, data(1), Lbfgs{.max_iterations = 3}, L2{0.1}));
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
