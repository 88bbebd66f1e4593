#include <regula/linear/dual.hpp>
#include <regula/penalty/elastic_net.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_dual {

/// At random weights the dual objective is below the primal one at any others; returns how far at the least.
template <class Loss>
double least_gap(const Loss& loss, const Matrix<double>& x, const Matrix<double>& t,
                 const ElasticNet& penalty) {
    double highest = -1e300, lowest = 1e300;
    const Vector<double> none;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Matrix<double> w = (seed == 1 ? 0 : 0.5) * test::drawn(seed, x.rows(), t.rows()),
                             y = w.transpose() * x;
        Matrix<double> g;
        loss.gradient(y, t, g);
        lowest = std::min(lowest, loss.value(y, t) + static_cast<double>(penalty.value(w)));
        highest =
            std::max(highest, dual_objective<Loss>(g, t, x * g.transpose(), w, Entrywise{penalty, none}));
    }
    CHECK(std::isfinite(highest));
    return lowest - highest;
}

TEST_CASE("the dual objective is never above the primal one") {
    const Matrix<double> x = test::drawn(1, 3, 12), t = test::drawn(2, 3, 12);
    Matrix<double> yes = (t.array() > 0).cast<double>(), one = Matrix<double>::Zero(3, 12);
    yes(0, 0) = 0.3;
    for (Index j = 0; j < 12; ++j) one(j % 3, j) = 1;
    for (const double ratio : {1.0, 0.6, 0.0}) {
        const ElasticNet penalty{.strength = 0.1, .l1_ratio = ratio};
        CHECK(least_gap(SquaredError{}, x, t, penalty) >= 0);
        CHECK(least_gap(Logistic{}, x, yes, penalty) >= 0);
        CHECK(least_gap(SoftmaxCrossEntropy{}, x, one, penalty) >= 0);
    }
}

TEST_CASE("the dual objective of a loss is what its conjugate says, by brute force over scores") {
    const Matrix<double> g{{0.15, -0.2}}, t{{0.4, 1}}, real{{0.7, -1.3}};
    double squared = 0, logistic = 0;
    for (Index j = 0; j < 2; ++j) {
        double a = 1e300, b = 1e300;  // the least of J(y) - s g y
        for (int i = -20000; i <= 20000; ++i) {
            const double y = i / 1e3, slope = 0.8 * g(0, j) * y;
            a = std::min(a, 0.25 * (y - real(0, j)) * (y - real(0, j)) - slope);
            b = std::min(b, 0.5 * (std::log1p(std::exp(y)) - t(0, j) * y) - slope);
        }
        squared += a;
        logistic += b;
    }
    CHECK(std::abs(Dual<SquaredError>::value(g, real, 0.8) - squared) < 1e-6);
    CHECK(std::abs(Dual<Logistic>::value(g, t, 0.8) - logistic) < 1e-6);
}

}  // namespace tests::linear_dual
