#include <regula/linear/optimality.hpp>
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
    const Design design{x};
    const Columns columns{design, false};
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Matrix<double> w = (seed == 1 ? 0 : 0.5) * test::drawn(seed, x.rows(), t.rows()),
                             y = w.transpose() * x;
        LinearPoint at{.weights = w, .intercept = {}, .scores = y, .g = {}, .slope = {}};
        loss.gradient(y, t, at.g);
        at.slope = x * at.g.transpose();
        const double primal = loss.value(y, t) + static_cast<double>(penalty.value(w));
        lowest = std::min(lowest, primal);
        highest =
            std::max(highest, primal - duality_gap(loss, columns, t, at, Entrywise{penalty, none}, false));
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
        CHECK(least_gap(Huber{.delta = 0.4}, x, t, penalty) >= 0);
        CHECK(least_gap(PoissonLoss{}, x, Matrix<double>{3 * yes}, penalty) >= 0);
        CHECK(least_gap(GammaLoss{}, x, Matrix<double>{t.array().exp()}, penalty) >= 0);
    }
}

TEST_CASE("what a scaled dual point costs is what conjugates say, by brute force over scores") {
    const Matrix<double> g{{0.15, -0.2}}, t{{0.4, 1}}, real{{0.7, -1.3}}, y_real = real + 2 * g;
    const Matrix<double> q = t + 2 * g, y = (q.array() / (1 - q.array())).log(), both{{0, 0}, {y(0), y(1)}};
    double squared = SquaredError{}.value(y_real, real) - 0.8 * g.cwiseProduct(y_real).sum();
    double logistic = Logistic{}.value(y, t) - 0.8 * g.cwiseProduct(y).sum();
    for (Index j = 0; j < 2; ++j) {
        double a = 1e300, b = 1e300;  // the least of J(y) - s g y
        for (int i = -20000; i <= 20000; ++i) {
            const double z = i / 1e3, slope = 0.8 * g(0, j) * z;
            a = std::min(a, 0.25 * (z - real(0, j)) * (z - real(0, j)) - slope);
            b = std::min(b, 0.5 * (std::log1p(std::exp(z)) - t(0, j) * z) - slope);
        }
        squared -= a;
        logistic -= b;
    }
    CHECK(std::abs(Dual<SquaredError>::above({}, y_real, real, g, 0.8) - squared) < 1e-6);
    CHECK(std::abs(Dual<Logistic>::above({}, y, t, g, 0.8) - logistic) < 1e-6);
    CHECK(logistic > 1e-3);
    CHECK(Dual<Logistic>::above({}, y, t, g, 1) == 0);
    const Matrix<double> classes{{0.6, 0}, {0.4, 1}}, g_both{{-g(0), -g(1)}, {g(0), g(1)}};
    CHECK(std::abs(Dual<SoftmaxCrossEntropy>::above({}, both, classes, g_both, 0.8) - logistic) < 1e-6);
}

TEST_CASE("a scaled dual point of the other families costs what brute force over scores finds") {
    const Matrix<double> y{{0.7, -1.3}};
    const auto same = [&](const auto& loss, const Matrix<double>& t) {
        Matrix<double> g, z(1, 1), target(1, 1);
        loss.gradient(y, t, g);
        for (const double s : {0.0, 0.8, 1.0}) {
            double expected = loss.value(y, t) - s * g.cwiseProduct(y).sum();
            for (Index j = 0; j < 2; ++j) {
                double least = 1e300;  // of J(y) - s g y of the sample
                target = t.col(j);
                for (int i = -40000; i <= 40000; ++i) {
                    z(0) = i / 2e3;
                    least = std::min(least, loss.value(z, target) / 2 - s * g(0, j) * z(0));
                }
                expected -= least;
            }
            using Loss = std::remove_cvref_t<decltype(loss)>;
            CHECK(std::abs(Dual<Loss>::above(loss, y, t, g, s) - expected) < 1e-6);
            if (s < 1) CHECK(expected > 1e-3);
        }
    };
    same(PoissonLoss{}, Matrix<double>{{0, 3}});
    same(GammaLoss{}, Matrix<double>{{0.4, 2}});
    same(Huber{.delta = 0.6}, Matrix<double>{{0.3, 2}});
    same(Huber{.delta = 5}, Matrix<double>{{0.3, 2}});
}

}  // namespace tests::linear_dual
