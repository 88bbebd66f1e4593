#include <regula/path/strengths.hpp>

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

TEST_CASE("the largest strength is by the formulas, and a little less lets a weight in") {
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

    const auto begins = [](const auto& some, const auto& loss) {
        const double most = strength_max(some, loss, L1{});
        return coordinate_descent(some, loss, L1{1.0001 * most}).support() == 0 &&
               coordinate_descent(some, loss, L1{0.999 * most}).support() > 0;
    };
    CHECK(begins(data, square));
    Dataset<double> classes{.inputs = data.inputs, .labels = Labels(40)};
    for (Index i = 0; i < 40; ++i) classes.labels[i] = i % 3 == 0;
    const Matrix<double> yes = classes.labels.transpose().cast<double>();
    CHECK(
        std::abs(strength_max(classes, Logistic{}, L1{}) -
                 (data.inputs * (yes.array() - yes.mean()).matrix().transpose() / 40).cwiseAbs().maxCoeff()) <
        1e-13);
    CHECK(begins(classes, Logistic{}));
    for (Index i = 0; i < 40; ++i) classes.labels[i] = i % 5 == 0 ? 2 : i % 3 == 0;
    CHECK(begins(classes, SoftmaxCrossEntropy{}));
}
