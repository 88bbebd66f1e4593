#include <regula/selection/strengths.hpp>

#include <regula/data/batches.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("strengths fall evenly in the logarithm") {
    const auto s = log_spaced(2, 0.01, 5);
    REQUIRE(s.size() == 5);
    CHECK(s[0] == 2);
    CHECK(std::abs(s[2] - 0.2) < 1e-15);
    CHECK(std::abs(s[4] - 0.02) < 1e-16);
    const auto nets = along(ElasticNet{.strength = 0, .l1_ratio = 0.3}, s);
    CHECK((nets[2].strength == s[2] && nets[2].l1_ratio == 0.3));
    CHECK_THROWS_WITH(log_spaced(0, 0.1, 3), "log_spaced: the largest must be > 0, got 0");
    CHECK_THROWS_WITH(log_spaced(1, 1, 3), "log_spaced: ratio must be in (0, 1), got 1");
}

TEST_CASE("the largest strength is by the formulas, and just below a weight comes in") {
    Dataset<double> data{.inputs = test::drawn(1, 5, 40).array() + 0.7,
                         .targets = test::drawn(2, 3, 40).array() - 2};
    const SquaredError square;
    const Matrix<double> slope =
        data.inputs * (data.targets.colwise() - data.targets.rowwise().mean()).transpose() / 40;
    const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-14 * b; };
    CHECK(same(strength_max(data, square, L1{}), slope.cwiseAbs().maxCoeff()));
    CHECK(same(strength_max(data, square, ElasticNet{0, 0.2}), slope.cwiseAbs().maxCoeff() / 0.2));
    CHECK(same(strength_max(data, square, GroupLasso{}), slope.colwise().norm().maxCoeff()));
    CHECK_THROWS_WITH(strength_max(data, square, L2{}),
                      "strength_max: no strength of this penalty makes all weights zero");

    // labels: of yes or no, and of three classes, whose best scores without weights are their frequencies
    Dataset<double> classes{.inputs = data.inputs, .labels = Labels(40)};
    for (Index i = 0; i < 40; ++i) classes.labels[i] = i % 3 == 0;
    const auto by_frequency = [&](const Matrix<double>& t) {
        const Matrix<double> rest = t.colwise() - t.rowwise().mean();
        return (data.inputs * rest.transpose() / 40).cwiseAbs().maxCoeff();
    };
    const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-12 * b; };
    CHECK(near(strength_max(classes, Logistic{}, L1{}),
               by_frequency(classes.labels.transpose().cast<double>())));
    for (Index i = 0; i < 40; ++i) classes.labels[i] = i % 5 == 0 ? 2 : i % 3 == 0;
    Matrix<double> t;
    one_hot(classes.labels, 3, t);
    CHECK(near(strength_max(classes, SoftmaxCrossEntropy{}, L1{}), by_frequency(t)));

    // the minimum there is zero, and not a little below
    const Matrix<double> x = data.inputs.colwise() - data.inputs.rowwise().mean();
    const Vector<double> one = (data.targets.row(1).array() - data.targets.row(1).mean()).transpose();
    const double most = strength_max(Dataset<double>{data.inputs, data.targets.row(1)}, square, L1{});
    const auto f = [&](const auto& w, auto& g) {
        const Vector<double> r = x.transpose() * w - one;
        g = x * r / 40;
        return r.squaredNorm() / 80;
    };
    Vector<double> w = test::drawn(3, 5), less = w;
    minimize(w, f, ProximalGradient{}, L1{1.0001 * most});
    minimize(less, f, ProximalGradient{}, L1{0.999 * most});
    CHECK(w.isZero(0));
    CHECK((less.array() != 0).count() == 1);
}
