#include <regula/multitask/observed.hpp>

#include <regula/layer/tanh.hpp>
#include <regula/loss/huber.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

#include <limits>

using namespace regula;

namespace tests::multitask_observed {

using test::drawn;

const double nan = std::numeric_limits<double>::quiet_NaN();

/// 3 x 9 targets in [0, 1], without those of the samples 0, 3, 4 and 8.
const std::vector<Index> there{1, 2, 5, 6, 7};
Matrix<double> targets() {
    Matrix<double> t = drawn(2, 3, 9).array().abs().min(1).matrix();
    for (const Index j : {0, 3, 4, 8}) t.col(j).setConstant(nan);
    return t;
}

TEMPLATE_TEST_CASE("Observed is the loss of the samples that have targets", "", SquaredError, Logistic,
                   SoftmaxCrossEntropy, Huber) {
    const TestType loss{};
    const Matrix<double> y = drawn(1, 3, 9), t = targets();
    const Matrix<double> y_there = y(Eigen::all, there), t_there = t(Eigen::all, there);
    const Observed observed{loss};
    CHECK(observed.value(y, t) == Approx(loss.value(y_there, t_there)).epsilon(1e-14));

    Matrix<double> g, g_there;
    CHECK(observed.value_and_gradient(y, t, g) == Approx(observed.value(y, t)).epsilon(1e-14));
    loss.gradient(y_there, t_there, g_there);
    CHECK((g(Eigen::all, there) - g_there).norm() < 1e-15);
    for (const Index j : {0, 3, 4, 8}) CHECK(g.col(j).norm() == 0);
    CHECK((g - test::differences(y, [&](const auto& z) { return observed.value(z, t); })).norm() < 1e-8);

    if constexpr (CurvedLoss<TestType>) {
        const Matrix<double> u = drawn(3, 3, 9);
        Matrix<double> v, ahead, behind;
        observed.curvature(y, t, u, v);
        observed.gradient(y + 1e-6 * u, t, ahead);
        observed.gradient(y - 1e-6 * u, t, behind);
        CHECK((v - (ahead - behind) / 2e-6).norm() < 1e-8);
    }
}

TEMPLATE_TEST_CASE("without missing targets Observed is the loss itself, bit for bit", "", float, double) {
    const auto y = drawn<TestType>(1, 3, 5);
    const Matrix<TestType> t = task_targets<TestType>(Labels{{0, 2, 1, 1, 0}}, 3);
    Matrix<TestType> g, expected;
    const SoftmaxCrossEntropy loss;
    CHECK(Observed{loss}.value_and_gradient(y, t, g) == loss.value_and_gradient(y, t, expected));
    CHECK(g == expected);
}

TEST_CASE("without any target Observed is 0, and flat") {
    const Matrix<double> y = drawn(1, 3, 4), t = Matrix<double>::Constant(3, 4, nan);
    Matrix<double> g;
    CHECK(Observed{SquaredError{}}.value_and_gradient(y, t, g) == 0);
    CHECK(g == Matrix<double>::Zero(3, 4));
    CHECK(count_observed(t) == 0);
    CHECK(count_observed(targets()) == 5);
}

TEST_CASE("Observed refuses targets of another shape, and targets that are missing in part") {
    Matrix<double> t = targets();
    CHECK_THROWS_WITH(Observed{SquaredError{}}.value(drawn(1, 3, 8), t),
                      Catch::Matchers::Contains("must be 3 x 8"));
    t(1, 0) = 0.5;
    CHECK_THROWS_WITH(Observed{SquaredError{}}.value(drawn(1, 3, 9), t),
                      Catch::Matchers::Contains("got 2 NaN of 3"));
}

TEST_CASE("fit with Observed leaves out missing targets: as if their samples were not there") {
    Dataset<double> all = task_data<double>(drawn(1, 4, 9), {targets()});
    const Matrix<double> x = all.inputs(Eigen::all, there), t = all.targets(Eigen::all, there);
    const Dataset<double> some{.inputs = x, .targets = t};
    auto observed = mlp<double>({4, 5, 3}, Key{1}, Tanh{}), expected = observed;
    const auto start = observed.parameters().vector().eval();
    const Sgd sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 20, .batch_size = 9};
    const auto report = fit(observed, Observed{SquaredError{}}, all, all, sgd);
    fit(expected, SquaredError{}, some, sgd);
    CHECK((observed.parameters().vector() - expected.parameters().vector()).norm() < 1e-12);
    CHECK((observed.parameters().vector() - start).norm() > 0.1);
    CHECK(report.last().at("validation_loss") ==
          Approx(SquaredError{}.value(observed.predict(x), t)).epsilon(1e-12));
}

TEST_CASE("Observed allocates nothing") {
    if (!allocations_are_counted()) return;
    const Matrix<double> y = drawn(1, 3, 9), t = targets();
    Matrix<double> g(3, 9);
    const Observed observed{SoftmaxCrossEntropy{}};
    const std::size_t before = allocations();
    const double value = observed.value_and_gradient(y, t, g);
    const std::size_t after = allocations();
    CHECK(after == before);
    CHECK(value > 0);
}

TEST_CASE("evaluation in parts weighs the targets that are there alike") {
    const Network<double> net{3, {Dense{3}}, Key{1}};
    const auto data = task_data(drawn(1, 3, 9), {targets()});
    const double whole = Observed{SquaredError{}}.value(net.predict(data.inputs), data.targets);
    Workers alone;
    for (const Index part : {1, 2, 4, 9})
        CHECK(evaluate(net, Observed{SquaredError{}}, data, alone, part).loss ==
              Approx(whole).epsilon(1e-14));
    const auto none = task_data(drawn(1, 3, 9), {Matrix<double>{Matrix<double>::Constant(3, 9, nan)}});
    CHECK(std::isnan(evaluate(net, Observed{SquaredError{}}, none).loss));
}

}  // namespace tests::multitask_observed
