#include <regula/penalty/slope.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l_infinity.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <numeric>

using namespace regula;

namespace tests::penalty_slope {

/// The value by its other definition: the dearest way to hand the coefficients out.
double dearest(const Slope& slope, const Matrix<double>& w) {
    std::vector<Index> order(static_cast<std::size_t>(w.size()));
    std::iota(order.begin(), order.end(), Index{0});
    double most = 0;
    do most = std::max(most, slope.strength * slope.lambda(order).dot(w.reshaped().cwiseAbs()));
    while (std::next_permutation(order.begin(), order.end()));
    return most;
}

TEST_CASE("the value of SLOPE is the dearest way to hand its coefficients out") {
    const Slope slope{.strength = 0.7, .lambda = (Vector<double>(6) << 3, 2, 2, 1, 0.9, 0.7).finished()};
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const Matrix<double> w = test::drawn(seed, 2, 3);
        CHECK(std::abs(slope.value(w) - dearest(slope, w)) <= 1e-13);
    }
}

TEST_CASE("the prox of SLOPE is the lowest of all ways to make sizes equal or zero") {
    const Slope slope{.strength = 0.7, .lambda = (Vector<double>(6) << 3, 2, 2, 1, 0.9, 0.7).finished()};
    int equal = 0, zero = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const double t = 0.03 * static_cast<double>(seed + 1);
        const Matrix<double> w = 2 * test::drawn(seed, 2, 3);
        Matrix<double> u = w;
        slope.prox(u, t);
        const auto cost = [&](const auto& x) { return (x - w).squaredNorm() / 2 + t * slope.value(x); };
        // Sizes keep the order of those of w; neighbours among them are equal, or not, and the last ones
        // zero.
        const Sorted ranked = sorted(w);
        double lowest = std::numeric_limits<double>::infinity();
        Matrix<double> best = w;
        for (int cuts = 0; cuts < 64; ++cuts) {
            Matrix<double> x = 0 * w;
            for (Index first = 0, end; first < 6; first = end) {
                for (end = first + 1; end < 6 && (cuts >> end) % 2 == 0;) ++end;
                if (end == 6 && cuts % 2 == 1) break;
                const auto piece = Eigen::seqN(first, end - first);
                const double mean = (ranked.sizes(piece) - t * slope.strength * slope.lambda(piece)).mean();
                for (Index k = first; k < end; ++k) {
                    const Index at = ranked.entries[static_cast<std::size_t>(k)];
                    x.reshaped()(at) = std::copysign(mean, w.reshaped()(at));
                }
            }
            if (cost(x) < lowest) lowest = cost(x), best = x;
        }
        CHECK(cost(u) <= lowest + 1e-12);
        CHECK((u - best).norm() <= 1e-8);
        // What it took away is a subgradient: within the dual ball, and aligned with u.
        const Matrix<double> y = (w - u) / t;
        CHECK(slope.conjugate((1 - 1e-12) * y) == 0);
        CHECK(std::abs(y.cwiseProduct(u).sum() - slope.value(u)) <= 1e-12);
        if (u.norm() > 0) CHECK(std::isinf(slope.conjugate((1 + 1e-12) * y)));
        const Vector<double> sizes = sorted(u).sizes;
        zero += static_cast<int>((sizes.array() == 0).count());
        for (Index k = 1; k < 6; ++k) equal += sizes(k) > 0 && sizes(k) == sizes(k - 1);
    }
    CHECK(zero > 5);
    CHECK(equal > 10);
}

TEMPLATE_TEST_CASE("SLOPE is L1 of equal coefficients, the maximum norm of one", "", float, double) {
    const Matrix<TestType> w = test::drawn<TestType>(3, 4, 3);
    const auto same = [&](const auto& a, const auto& b) {
        Matrix<TestType> ga = w, gb = w, ua = w, ub = w;
        CHECK(std::abs(a.value(w) - b.value(w)) <= 1e-5);
        a.add_gradient(w, ga);
        b.add_gradient(w, gb);
        CHECK((ga - gb).norm() <= 1e-6);
        a.prox(ua, 0.8);
        b.prox(ub, 0.8);
        CHECK((ua - ub).norm() <= 1e-6);
        CHECK(ua.norm() > 0);
    };
    same(Slope{0.7, Vector<double>::Ones(12)}, L1{0.7});
    same(Slope{0.7, Vector<double>::Unit(12, 0)}, LInfinity{0.7});
}

TEST_CASE("SLOPE refuses coefficients that ascend, and blocks of another size") {
    CHECK_THROWS_WITH((Slope{-1, Vector<double>::Ones(2)}.check()), "Slope: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((Slope{1, Eigen::Vector3d{3, 1, 2}}.check()),
                      "Slope: lambda must be descending and >= 0, got 2 at 2");
    CHECK_THROWS_WITH((Slope{1, Eigen::Vector2d{1, -1}}.check()),
                      "Slope: lambda must be descending and >= 0, got -1 at 1");
    Matrix<float> w = Matrix<float>::Zero(2, 2);
    CHECK_THROWS_WITH((Slope{1, Eigen::Vector3d{3, 2, 1}}.prox(w, 1.0)), "Slope: expected 3 entries, got 4");
}

}  // namespace tests::penalty_slope
