#include <regula/loss/softmax_cross_entropy.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_softmax_cross_entropy {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

TEST_CASE("the gradient of SoftmaxCrossEntropy is that of its value, for labels and for soft targets") {
    const auto y = drawn(1, 4, 5);
    const Labels labels{{0, 3, 1, 1, 2}};
    Matrix<double> soft = drawn(2, 4, 5).cwiseAbs();  // columns that do not sum to one, too
    const SoftmaxCrossEntropy loss{};
    Matrix<double> g;
    loss.gradient(y, labels, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return loss.value(z, labels); })).norm() < 1e-8);
    loss.gradient(y, soft, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return loss.value(z, soft); })).norm() < 1e-8);
}

TEMPLATE_TEST_CASE("labels are the same as columns of a unit matrix", "", float, double) {
    const Matrix<TestType> y = drawn(1, 4, 3).cast<TestType>();
    const Labels labels{{2, 0, 3}};
    Matrix<TestType> t = Matrix<TestType>::Zero(4, 3), g, h;
    t(2, 0) = t(0, 1) = t(3, 2) = 1;
    const SoftmaxCrossEntropy loss{};
    CHECK_THAT(loss.value(y, labels), WithinRel(loss.value(y, t), 1e-6));
    loss.gradient(y, labels, g);
    loss.gradient(y, t, h);
    CHECK((g - h).norm() < TestType(1e-6));
}

TEMPLATE_TEST_CASE("equal scores cost log k, and huge scores do not overflow", "", float, double) {
    const Labels labels{{1, 0}};
    const Matrix<TestType> flat = Matrix<TestType>::Constant(10, 2, 3);
    CHECK_THAT(SoftmaxCrossEntropy{}.value(flat, labels), WithinRel(std::log(10.0), 1e-6));
    const Matrix<TestType> huge{{1000, 1000}, {-1000, 2000}};
    CHECK_THAT(SoftmaxCrossEntropy{}.value(huge, labels), WithinRel((2000.0 + 1000.0) / 2, 1e-6));
    Matrix<TestType> g;
    SoftmaxCrossEntropy{}.gradient(huge, labels, g);
    CHECK(g.allFinite());
}

TEST_CASE(
    "the curvature of SoftmaxCrossEntropy is the slope of its gradient, for labels and for soft targets") {
    const auto y = drawn(1, 4, 5), u = drawn(4, 4, 5);
    const Labels labels{{0, 3, 1, 1, 2}};
    const Matrix<double> soft = drawn(2, 4, 5).cwiseAbs();  // columns that do not sum to one, too
    const SoftmaxCrossEntropy loss{};
    const auto agrees = [&](const auto& given) {
        Matrix<double> above, below, v;
        loss.gradient(Matrix<double>{y + 1e-5 * u}, given, above);
        loss.gradient(Matrix<double>{y - 1e-5 * u}, given, below);
        loss.curvature(y, given, u, v);
        return (v - (above - below) / 2e-5).norm() < 1e-9 && v.norm() > 1e-2;
    };
    CHECK(agrees(labels));
    CHECK(agrees(soft));
    Matrix<double> v;
    loss.curvature(y, labels, Matrix<double>::Ones(4, 5), v);
    CHECK(v.norm() < 1e-15);  // the same for all classes changes nothing
}

TEMPLATE_TEST_CASE("SoftmaxCrossEntropy knows the logarithms of its probabilities, without overflow", "",
                   float, double) {
    const Matrix<TestType> y{{1000, -1000, 0.3f}, {999, -1001, 0.4f}};
    Matrix<TestType> l;
    SoftmaxCrossEntropy{}.log_probabilities(y, l);
    CHECK_THAT(l(0, 0), WithinRel(-std::log1p(std::exp(-1.0)), 1e-6));
    CHECK(l.col(0) == l.col(1));
    const Labels labels{{1, 0, 1}};
    CHECK_THAT(SoftmaxCrossEntropy{}.value(y, labels),
               WithinRel(-(l(1, 0) + l(0, 1) + l(1, 2)) / 3, TestType(1e-6)));
}

TEMPLATE_TEST_CASE(
    "a class that a score of minus infinity rules out costs nothing, as a label and as a column", "", float,
    double) {
    const TestType out = -std::numeric_limits<TestType>::infinity();
    const Matrix<TestType> y{{1, out}, {out, 0}, {2, 3}};
    const Labels labels{{2, 1}};
    const Matrix<TestType> columns{{0, 0}, {0, 1}, {1, 0}},
        soft{{TestType(0.3), 0}, {0, 0}, {TestType(0.7), 1}};
    const SoftmaxCrossEntropy loss;
    Matrix<TestType> g, h;
    CHECK(loss.value(y, labels) == loss.value(y, columns));
    loss.gradient(y, labels, g);
    loss.gradient(y, columns, h);
    CHECK((g - h).norm() <= 1e-7);
    CHECK(std::abs(g(1, 0)) <= 1e-37);  // a vectorised exp of -infinity is the smallest number
    CHECK_THAT(loss.value(y, soft), WithinRel((0.7 * std::log1p(std::exp(-1.0)) +
                                               0.3 * std::log1p(std::exp(1.0)) + std::log1p(std::exp(-3.0))) /
                                                  2,
                                              1e-6));
    loss.gradient(y, soft, g);
    CHECK(g.allFinite());
    CHECK(loss.value(y, Labels{{1, 1}}) == HUGE_VAL);  // the target itself is ruled out
    CHECK(loss.value(y, Matrix<TestType>{{0, 0}, {1, 1}, {0, 0}}) == HUGE_VAL);
    Matrix<TestType> lost = y;
    lost(0, 0) = std::numeric_limits<TestType>::quiet_NaN();
    CHECK(std::isnan(loss.value(lost, columns)));
}

TEST_CASE("SoftmaxCrossEntropy: targets that do not fit the outputs are refused in words, by every verb") {
    const SoftmaxCrossEntropy loss{};
    const Matrix<double> y = Matrix<double>::Ones(3, 2), t = Matrix<double>::Ones(2, 3);
    Matrix<double> g = y;
    CHECK_THROWS_WITH(loss.value(y, t),
                      "SoftmaxCrossEntropy: targets must be 3 x 2 as the outputs are, got 2 x 3");
    CHECK_THROWS_AS(loss.gradient(y, t, g), std::invalid_argument);
    CHECK_THROWS_AS(loss.curvature(y, t, y, g), std::invalid_argument);
    const Labels beyond{{0, 7}}, many{{0, 1, 0}};
    for (const Labels* labels : {&beyond, &many}) {
        CHECK_THROWS_AS(loss.value(y, *labels), std::invalid_argument);
        CHECK_THROWS_AS(loss.gradient(y, *labels, g), std::invalid_argument);
    }
    CHECK(g == y);
}

}  // namespace tests::loss_softmax_cross_entropy
