#include <regula/loss/logistic.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_logistic {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

TEST_CASE("the gradient of Logistic is that of its value, for labels and for probabilities") {
    const auto y = drawn(1, 1, 5);
    const Labels labels{{0, 1, 1, 0, 1}};
    const Matrix<double> many = drawn(3, 2, 4), soft{{0.1, 0.9, 0.5, 1}, {0, 0.3, 0.7, 0.2}};
    const Logistic loss{};
    Matrix<double> g;
    loss.gradient(y, labels, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return loss.value(z, labels); })).norm() < 1e-8);
    loss.gradient(many, soft, g);
    CHECK((g - test::differences(many, [&](const auto& z) { return loss.value(z, soft); })).norm() < 1e-8);
}

TEMPLATE_TEST_CASE("Logistic is -log p of the label, without overflow", "", float, double) {
    const Matrix<TestType> y{{2, -1000, 1000}};
    const Labels labels{{1, 1, 1}};
    CHECK_THAT(Logistic{}.value(y, labels), WithinRel((std::log1p(std::exp(-2.0)) + 1000) / 3, 1e-6));
}

TEST_CASE("the curvature of Logistic is the slope of its gradient, for labels and for probabilities") {
    const Labels labels{{0, 1, 1, 0, 1}};
    const Matrix<double> y = 2 * drawn(1, 1, 5), u = drawn(2, 1, 5),
                         t = drawn(3, 1, 5).cwiseAbs().cwiseMin(1);
    const Logistic loss{};
    const auto agrees = [&](const auto& given) {
        Matrix<double> above, below, v;
        loss.gradient(Matrix<double>{y + 1e-5 * u}, given, above);
        loss.gradient(Matrix<double>{y - 1e-5 * u}, given, below);
        loss.curvature(y, given, u, v);
        return (v - (above - below) / 2e-5).norm() < 1e-9 && v.norm() > 1e-2;
    };
    CHECK(agrees(labels));
    CHECK(agrees(t));
    Matrix<double> v;
    loss.curvature(Matrix<double>{{1000, -1000}}, Labels{{0, 1}}, Matrix<double>{{1, 1}}, v);
    CHECK(v == Matrix<double>{{0, 0}});  // no overflow
}

TEMPLATE_TEST_CASE("Logistic knows the logarithms of its two probabilities, without overflow", "", float,
                   double) {
    const Matrix<TestType> y{{2, -1000, 1000}};
    Matrix<TestType> l;
    Logistic{}.log_probabilities(y, l);
    CHECK_THAT(l(1, 0), WithinRel(-std::log1p(std::exp(-2.0)), 1e-6));
    CHECK_THAT(l(0, 0), WithinRel(-std::log1p(std::exp(2.0)), 1e-6));
    CHECK((l(0, 1) == 0 && l(1, 1) == -1000 && l(0, 2) == -1000 && l(1, 2) == 0));
    const Labels labels{{1, 1, 0}};
    CHECK_THAT(Logistic{}.value(y, labels), WithinRel(-(l(1, 0) + l(1, 1) + l(0, 2)) / 3, TestType(1e-6)));
    CHECK_THROWS_WITH(Logistic{}.log_probabilities(Matrix<TestType>::Zero(3, 2).eval(), l),
                      "Logistic: classes 0 and 1 need one output, got 3");
}

TEMPLATE_TEST_CASE("an infinite score is free where it is right, and costs infinitely much where it is wrong",
                   "", float, double) {
    const TestType sure = std::numeric_limits<TestType>::infinity();
    const Matrix<TestType> y{{sure, -sure, 2, -3}}, right{{1, 0, 0, TestType(0.25)}};
    const double rest = std::log1p(std::exp(2.0)) + std::log1p(std::exp(-3.0)) + 0.25 * 3;
    Matrix<TestType> g;
    CHECK_THAT(Logistic{}.value(y, right), WithinRel(rest / 4, 1e-6));
    CHECK_THAT(Logistic{}.value(y.leftCols(3).eval(), Labels{{1, 0, 0}}),
               WithinRel(std::log1p(std::exp(2.0)) / 3, 1e-6));
    Logistic{}.gradient(y, right, g);
    CHECK((g.allFinite() && g.leftCols(2).norm() <= 1e-30));
    CHECK(Logistic{}.value(y.leftCols(1).eval(), Labels{{0}}) == HUGE_VAL);
    CHECK(Logistic{}.value(y.middleCols(1, 1).eval(), Matrix<TestType>{{TestType(0.1)}}) == HUGE_VAL);
    CHECK(std::isnan(
        Logistic{}.value(Matrix<TestType>{{std::numeric_limits<TestType>::quiet_NaN()}}, Labels{{0}})));
}

TEST_CASE("Logistic: targets that do not fit the outputs are refused in words, by every verb") {
    const Logistic loss{};
    const Matrix<double> y = Matrix<double>::Ones(3, 2), t = Matrix<double>::Ones(2, 3);
    Matrix<double> g = y;
    CHECK_THROWS_WITH(loss.value(y, t), "Logistic: targets must be 3 x 2 as the outputs are, got 2 x 3");
    CHECK_THROWS_AS(loss.gradient(y, t, g), std::invalid_argument);
    CHECK_THROWS_AS(loss.curvature(y, t, y, g), std::invalid_argument);
    const Matrix<double> single = Matrix<double>::Ones(1, 2);
    const Labels beyond{{0, 7}}, many{{0, 1, 0}};
    for (const Labels* labels : {&beyond, &many}) {
        CHECK_THROWS_AS(loss.value(single, *labels), std::invalid_argument);
        CHECK_THROWS_AS(loss.gradient(single, *labels, g), std::invalid_argument);
    }
    CHECK_THROWS_WITH(loss.value(y, Labels{{0, 1}}), "Logistic: labels 0 and 1 need one output, got 3");
    CHECK(g == y);
}

}  // namespace tests::loss_logistic
