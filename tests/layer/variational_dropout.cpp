#include <regula/layer/variational_dropout.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/variational_kl.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_variational_dropout {

using test::drawn;

TEST_CASE("VariationalDropout obeys the laws of a layer, without draws and as it draws") {
    for (const auto& broken :
         {check_layer(VariationalDropout{}, 5), check_layer(VariationalDropout{}, 5, true, 1e-6, Key{3})}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEMPLATE_TEST_CASE("the gain of a unit is normal around 1, with its own variance", "", float, double) {
    const Index samples = 40000;
    Network<TestType> net{3, {VariationalDropout{}}};
    CHECK(net.parameters()["0.log_alpha"](1, 0) == -3);
    net.parameters()["0.log_alpha"] << std::log(TestType(0.09)), -40, std::log(TestType(0.64));
    const Matrix<TestType> ones = Matrix<TestType>::Ones(3, samples);
    const Matrix<double> gain = net.predict(ones, Key{3}).template cast<double>();
    CHECK(net.predict(ones) == ones);
    CHECK((gain.row(1).array() - 1).abs().maxCoeff() < 1e-6);
    for (const auto& [i, sd] : {std::pair{0, 0.3}, std::pair{2, 0.8}}) {
        const auto off = (gain.row(i).array() - 1) / sd;
        CHECK(std::abs(off.mean()) < 4 / std::sqrt(double(samples)));
        CHECK(std::abs(off.square().mean() - 1) < 4 * std::sqrt(2.0 / samples));
    }
}

TEST_CASE("in a network the gradient is exact for the draws of a key, noise scales included") {
    const Network<double> net{
        3, {VariationalDropout{-1}, Dense{4}, Tanh{}, VariationalDropout{-2}, Dense{2}}, Key{1}};
    REQUIRE(net.parameters().blocks()[3].name == "1.log_alpha");
    const auto attached = pipeline();
    auto hooks = hooks_of<double>(attached, StepTime{Key{5}});
    const auto x = drawn(2, 3, 6), a = drawn(3, 2, 6);
    Workers workers;
    Pass<double> pass;
    auto g = net.parameters();
    pass.begin(net.parameters(), &g, hooks, workers);
    const Node in = pass.variable(x);
    pass.add_gradient(net(pass, in), a);
    pass.backward();
    const auto cost = [&](const Vector<double>& theta, const Matrix<double>& z) {
        auto at = net;
        at.parameters().vector() = theta;
        return at.predict(z, Key{5}).cwiseProduct(a).sum();
    };
    const Vector<double>& theta = net.parameters().vector();
    const Matrix<double> slope = test::differences(theta, [&](const auto&z) { return cost(z, x); }),
                         at_x = test::differences(x, [&](const auto&z) { return cost(theta, z); });
    CHECK((g.vector() - slope).norm() < 1e-7 * slope.norm());
    CHECK((pass.gradient(in) - at_x).norm() < 1e-7 * at_x.norm());
}

TEST_CASE("noise scales rise where inputs are noise, and fall where they carry the signal to what pays",
          "[unsanitized]") {
    // t = 2 x_0 - x_2 + noise of 0.3, x_1 and x_3 noise. With loss and penalty times s^2 / n, s = 0.3, a
    // weight w that matters has its least bound at alpha = s^2 / (n w^2 E x^2), to first order in alpha.
    const Index n = 200;
    const double s = 0.3;
    Dataset<double> data{.inputs = drawn(1, 4, n), .targets = s * drawn(2, 1, n)};
    data.targets += 2 * data.inputs.row(0) - data.inputs.row(2);
    Network<double> net{4, {VariationalDropout{-2}, Dense{1}}, Key{3}};
    std::vector<std::size_t> counts;
    counts.reserve(3000);
    const double strength = s * s / static_cast<double>(n);
    const Report report =
        fit(net, SquaredError{}, data,
            Adam{.learning_rate = 0.05,
                 .schedule = LinearDecay{.epochs = 3000, .to = 0},
                 .epochs = 3000,
                 .batch_size = n},
            VariationalKl{strength}, L2{1e-6}, [&](const Record&) { counts.push_back(allocations()); });
    const auto log_alpha = net.parameters()["0.log_alpha"];
    const auto w = net.parameters()["0.weight"];
    CAPTURE(log_alpha.transpose(), w.transpose());
    for (const Index noise : {1, 3}) CHECK(log_alpha(noise) > -1);
    for (const Index signal : {0, 2}) {
        const double x2 = data.inputs.row(signal).squaredNorm() / static_cast<double>(n);
        const double least = std::log(strength / (w(signal) * w(signal) * x2));
        CHECK(least < -7);
        CHECK(std::abs(log_alpha(signal) - least) < 0.5);  // what the draws of the last steps leave
    }
    CHECK(report.history.back().at("VariationalKl on noise_scales") ==
          Approx(VariationalKl{strength}.value(log_alpha)));
    if (allocations_are_counted()) CHECK(counts[200] - counts[199] < 20);  // the epoch's record
}

TEST_CASE("penalties on weights and parameters leave noise scales alone") {
    Network<double> net{3, {VariationalDropout{-2}, Dense{2}}, Key{3}};
    const Dataset<double> data{.inputs = Matrix<double>::Zero(3, 5), .targets = Matrix<double>::Zero(2, 5)};
    const auto before = net.parameters();
    fit(net, SquaredError{}, data, Sgd{.epochs = 1, .batch_size = 5}, on(parameters, L2{0.5}));
    CHECK(net.parameters()["0.log_alpha"] == before["0.log_alpha"]);
    CHECK(net.parameters()["0.weight"] != before["0.weight"]);
    CHECK_THROWS_WITH(
        fit(net, SquaredError{}, data, Lbfgs{}),
        "fit: a solver needs a function that is the same each time, and this model has layers that draw or "
        "depend on the minibatch; train it with an optimizer, such as Sgd");
}

}  // namespace tests::layer_variational_dropout
