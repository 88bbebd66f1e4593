#include <regula/model/sharded.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <array>

using namespace regula;

namespace tests::model_sharded {

TEST_CASE("shards of any number add up to the loss, the gradient and the terms of the minibatch") {
    const auto net = mlp<double>({3, 5, 2}, Key{1});
    const Batch<double> batch{test::drawn<double>(2, 3, 11), test::drawn<double>(3, 2, 11), {}};
    const auto attached = pipeline(Dropout{0.3}, on(hidden, L1{0.1}));
    const auto hooks_of_step = [&] { return hooks_of<double>(attached, StepTime{Key{4}}); };
    Workers alone;

    auto hooks = hooks_of_step();
    Parameters<double> gradient = net.parameters();
    auto objective = objective_of(net, SquaredError{});
    const double loss = objective(net.parameters(), batch, gradient, hooks, alone);
    const double penalty = hooks.terms()[1];
    CHECK(penalty > 0);

    for (const Index shards : {1, 2, 4, 11, 13}) {
        CAPTURE(shards);
        ShardLoss<double, decltype(objective)> shard{objective_of(net, SquaredError{}), shards};
        double sum = 0, terms = 0;
        Parameters<double> total = net.parameters(), part = net.parameters();
        total.vector().setZero();
        for (Index number = 0; number < shards; ++number) {
            auto of_shard = hooks_of_step();
            sum += shard(number, net.parameters(), batch, part, of_shard, alone);
            terms += of_shard.terms()[1];
            total.vector() += part.vector();
            CHECK(of_shard.now.first == 0);
        }
        CHECK(sum == Approx(loss).epsilon(1e-14));
        CHECK(terms == Approx(penalty).epsilon(1e-14));
        CHECK((total.vector() - gradient.vector()).cwiseAbs().maxCoeff() < 1e-15);
    }
}

TEST_CASE("a sharded model has the parameters and places of its model, and its figures") {
    auto net = mlp<double>({3, 5, 2}, Key{1});
    ShardedModel sharded{net, 4, "Sharded"};
    CHECK(&sharded.parameters() == &net.parameters());
    CHECK(&std::as_const(sharded).parameters() == &net.parameters());
    CHECK(&sharded.hidden_blocks() == &net.hidden_blocks());
    CHECK(&sharded.output_block() == &net.output_block());
    CHECK(sharded.outputs() == 2);
    CHECK(sharded.shards() == 4);
    const Dataset<double> data{.inputs = test::drawn<double>(2, 3, 7),
                               .targets = test::drawn<double>(3, 2, 7)};
    Workers alone;
    CHECK(evaluate(sharded, SquaredError{}, data, alone).loss == evaluate(net, SquaredError{}, data).loss);
}

}  // namespace tests::model_sharded
