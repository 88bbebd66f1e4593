#include <regula/linear/best_intercept.hpp>

#include <regula/core/sample_weights.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the best intercept leaves no slope, from near and far") {
    const Matrix<double> without = 2 * test::drawn(1, 3, 40);
    Matrix<double> one = Matrix<double>::Zero(3, 40),
                   yes = (test::drawn(2, 3, 40).array() > 0.5).cast<double>();
    for (Index j = 0; j < 40; ++j) one(j % 7 == 0 ? 0 : 1 + j % 2, j) = 1;
    const Vector<double> none, w = relative_weights(Vector<double>{test::drawn(3, 40).cwiseAbs()});
    const auto slope = [&](const auto& loss, const Matrix<double>& t, double start, const auto& weight) {
        Matrix<double> scores = without, g;
        Vector<double> intercept = Vector<double>::LinSpaced(3, start, 0);
        const double value = add_best_intercept(SampleWeights{loss, weight}, t, scores, intercept, g);
        CHECK((scores - (without.colwise() + intercept)).norm() == 0);
        CHECK(std::abs(value - SampleWeights{loss, weight}.value(scores, t)) < 1e-13);
        return g.rowwise().sum().norm();
    };
    for (const double start : {0.0, 3.0, -30.0}) {
        CHECK(slope(SquaredError{}, one, start, none) < 1e-14);
        CHECK(slope(Logistic{}, yes, start, none) < 1e-13);
        CHECK(slope(SoftmaxCrossEntropy{}, one, start, none) < 1e-13);
        CHECK(slope(SquaredError{}, one, start, w) < 1e-14);
        CHECK(slope(Logistic{}, yes, start, w) < 1e-13);
        CHECK(slope(SoftmaxCrossEntropy{}, one, start, w) < 1e-13);
    }
    CHECK(slope(Logistic{}, Matrix<double>::Ones(3, 40), 0, none) < 1e-10);  // on its way to infinity
}
