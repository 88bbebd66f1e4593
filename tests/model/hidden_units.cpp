#include <regula/model/hidden_units.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_hidden_units {

TEMPLATE_TEST_CASE("hidden units are the outputs of the layers before their place", "", float, double) {
    const auto net = mlp<TestType>({3, 5, 4, 2}, Key{1}, Tanh{});
    const Matrix<TestType> x = test::drawn<TestType>(1, 3, 7);
    Network<TestType> first{3, {Dense{5}, Tanh{}}, Key{1}},
        both{3, {Dense{5}, Tanh{}, Dense{4}, Tanh{}}, Key{1}};
    for (auto* part : {&first, &both})
        part->parameters().vector() = net.parameters().vector().head(part->parameters().size());
    CHECK(hidden_units(net, hidden[0], x) == first.predict(x));
    CHECK(hidden_units(net, hidden[1], x) == both.predict(x));
    CHECK(hidden_units(net, hidden["hidden[1]"], x) == both.predict(x));
    CHECK(hidden_units(net, hidden.such([](const Block& b) { return b.rows == 4; }), x) == both.predict(x));
}

TEST_CASE("they are the units on which a penalty acts, within a branch too") {
    Network<double> net{3, {Dense{4}, Residual{Relu{}, Dense{5}, Relu{}, Dense{4}}, Dense{2}}, Key{1}};
    const Matrix<double> x = test::drawn(1, 3, 7);
    const Dataset<double> data{.inputs = x, .targets = test::drawn(2, 2, 7)};
    for (const int k : {0, 1, 2}) {
        const double mean = hidden_units(net, hidden[k], x).cwiseAbs().sum() / 7;
        auto trained = net;
        const auto report = fit(trained, SquaredError{}, data, Sgd{.learning_rate = 1e-300, .epochs = 1},
                                on(hidden[k], L1{0.5}));
        CHECK(report.last().objective.back().value == Approx(0.5 * mean).epsilon(1e-12));
    }
}

TEST_CASE("a place that is none or several of the network, and inputs that do not fit, are refused") {
    const auto net = mlp<double>({3, 5, 4, 2}, Key{1});
    const Matrix<double> x = test::drawn(1, 3, 7);
    CHECK_THROWS_WITH(
        hidden_units(net, hidden[2], x),
        "hidden_place: the network has no hidden[2]; its hidden places are: hidden[0], hidden[1]");
    CHECK_THROWS_WITH(
        hidden_units(net, hidden, x),
        "hidden_place: hidden must select one place, got several; select one, such as hidden[1]");
    CHECK_THROWS_WITH(hidden_units(mlp<double>({3, 2}, Key{1}), hidden, x),
                      "hidden_place: the network has no hidden; its hidden places are: none");
    CHECK_THROWS_WITH(hidden_units(net, hidden[0], test::drawn(1, 4, 7)),
                      "Network: inputs must have 3 features, got 4");
}

}  // namespace tests::model_hidden_units
