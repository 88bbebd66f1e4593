#include <regula/model/sharded.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

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

TEST_CASE("a part of a minibatch is cut from its own first sample, which stays, after an exception too") {
    Index seen = -1;
    const auto objective = [&](const auto&, const auto&, const auto&, auto& hooks, auto&) {
        seen = hooks.now.first;
        require(seen < 16, "far");
        return 0.0;
    };
    ShardLoss<double, decltype(objective)> shard{objective, 3};
    const Batch<double> batch{test::drawn<double>(2, 3, 9), test::drawn<double>(3, 2, 9), {}};
    Parameters<double> theta, gradient;
    Hooks<double> hooks;
    hooks.now.first = 10;
    Workers alone;
    shard(1, theta, batch, gradient, hooks, alone);
    CHECK(seen == 13);
    CHECK(hooks.now.first == 10);
    CHECK_THROWS_WITH(shard(2, theta, batch, gradient, hooks, alone), "far");
    CHECK(seen == 16);
    CHECK(hooks.now.first == 10);
}

TEST_CASE("a minibatch without weights, labels or targets has none of an earlier minibatch") {
    const auto net = mlp<double>({3, 5, 2}, Key{1});
    const Matrix<double> x = test::drawn<double>(2, 3, 11), t = test::drawn<double>(3, 2, 11);
    Labels labels(11);
    for (Index j = 0; j < 11; ++j) labels[j] = static_cast<int>(j % 2);
    const Vector<double> w = Vector<double>::LinSpaced(11, 0, 3);
    const Batch<double> batches[] = {{x, t, {}}, {x, t, {}, w},  {x, t, {}},         {x, {}, labels},
                                     {x, t, {}}, {x, t, labels}, {x, {}, labels, w}, {x, {}, labels}};
    auto objective = objective_of(net, SoftmaxCrossEntropy{});
    ShardLoss<double, decltype(objective)> shard{objective_of(net, SoftmaxCrossEntropy{}), 2};
    Parameters<double> gradient = net.parameters(), total = gradient, part = gradient;
    Hooks<double> none;
    Workers alone;
    for (std::size_t i = 0; i < std::size(batches); ++i) {
        CAPTURE(i);
        const double loss = objective(net.parameters(), batches[i], gradient, none, alone);
        double sum = shard(0, net.parameters(), batches[i], total, none, alone);
        sum += shard(1, net.parameters(), batches[i], part, none, alone);
        CHECK(sum == Approx(loss).epsilon(1e-14));
        CHECK((total.vector() + part.vector() - gradient.vector()).cwiseAbs().maxCoeff() < 1e-14);
    }
}

/// A model with the members that every model has, and with all or none of the optional ones.
struct Plain {
    using Scalar = double;
    Parameters<double>& parameters() { return theta; }
    const Parameters<double>& parameters() const { return theta; }
    const std::vector<Block>& hidden_blocks() const { return units; }
    Index outputs() const { return 2; }
    Parameters<double> theta;
    std::vector<Block> units;
};
struct Full : Plain {
    const Block& output_block() const { return output; }
    Shape input_shape() const { return {2, 3, 4}; }
    bool draws() const { return true; }
    Block output;
};

/// The members that the library asks of some models only, and those that it asks in training.
constexpr auto has_output_block = [](const auto& model) {
    return requires { model.output_block(); };
};
constexpr auto has_input_shape = [](const auto& model) {
    return requires { model.input_shape(); };
};
constexpr auto has_draws = [](const auto& model) {
    return requires { model.draws(); };
};
const std::set<std::string> in_training{"draws", "input_shape", "output_block"};
const std::set<std::string> of_an_attack{"hooks"};  // of a MaskedNetwork, which fit does not train

TEST_CASE("a sharded model has the optional members that its model has, and no others") {
    Full full;
    Plain plain;
    ShardedModel with{full, 2, "Sharded"};
    ShardedModel without{plain, 2, "Sharded"};
    ShardedModel nested{with, 2, "Sharded"};
    CHECK(&with.output_block() == &full.output);
    CHECK(&nested.output_block() == &full.output);
    CHECK(nested.input_shape() == Shape{2, 3, 4});
    CHECK(nested.draws());
    CHECK_FALSE(has_output_block(without));
    CHECK_FALSE(has_input_shape(without));
    CHECK_FALSE(has_draws(without));
}

TEST_CASE("these are all the optional members of a model that the library asks for") {
    std::set<std::string> asked;
    const std::regex question{"if constexpr \\(requires \\{ model\\.(\\w+)\\("};
    for (const auto& file :
         std::filesystem::recursive_directory_iterator{REGULA_SOURCE_DIR "/include/regula"}) {
        if (!file.is_regular_file()) continue;
        std::ifstream in{file.path()};
        for (std::string line; std::getline(in, line);)
            if (std::smatch found; std::regex_search(line, found, question)) asked.insert(found[1]);
    }
    std::set<std::string> known = in_training;
    known.insert(of_an_attack.begin(), of_an_attack.end());
    CHECK(asked == known);
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
