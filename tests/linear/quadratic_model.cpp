#include <regula/linear/entrywise.hpp>
#include <regula/linear/quadratic_model.hpp>
#include <regula/penalty/elastic_net.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_quadratic_model {

/// The least lasso objective, by the linear system of each of the 3^n patterns of signs.
double by_enumeration(const Matrix<double>& h, const Vector<double>& l, double l1, double l2) {
    const Index n = l.size();
    double least = 0;
    for (int code = 0; code < std::pow(3, n); ++code) {
        std::vector<Index> support;
        Vector<double> sign(n);
        for (Index i = 0, rest = code; i < n; ++i, rest /= 3) {
            sign[i] = static_cast<double>(rest % 3 - 1);
            if (sign[i] != 0) support.push_back(i);
        }
        if (support.empty()) continue;
        Matrix<double> block = h(support, support);
        block.diagonal().array() += l2;
        const Vector<double> right = (l - l1 * sign)(support), w = block.ldlt().solve(right);
        least = std::min(least, 0.5 * w.dot(block * w) - l(support).dot(w) + l1 * w.lpNorm<1>());
    }
    return least;
}

TEST_CASE("the quadratic model finds the least of all patterns of signs, from anywhere") {
    const Index n = 6;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Matrix<double> x = test::drawn(seed, 12, n), h = x.transpose() * x / 12;
        const Vector<double> l = test::drawn(seed + 50, n), start = test::drawn(seed + 90, n), none;
        const ElasticNet penalty{.strength = 0.5, .l1_ratio = seed % 2 ? 1 : 0.7};
        const auto all = Entrywise{penalty, none};
        SupportFactor factor;
        QuadraticModel model{h, factor, start, Vector<double>{h * start - l}};
        const auto entry = [&](Index i) { return all(i, 0); };
        CHECK(model.violation(entry) > 1e-2);
        model.minimise(entry, 1e-14);
        const Vector<double> w = model.weights();
        const double value = 0.5 * w.dot(h * w) - l.dot(w) + penalty.value(w);
        CAPTURE(seed, w);
        CHECK(std::abs(value - by_enumeration(h, l, penalty.l1().strength, penalty.l2().strength)) < 1e-13);
        CHECK(model.violation(entry) < 1e-13);
    }
}

TEST_CASE("the quadratic model takes a singular matrix, and leaves a weight without curvature as it is") {
    Matrix<double> x = test::drawn(1, 3, 8);
    x.col(5) = x.col(2);
    x.col(7).setZero();
    const Matrix<double> h = x.transpose() * x;
    const Vector<double> l = h * test::drawn(2, 8), none;
    const L1 penalty{0.05};
    const auto all = Entrywise{penalty, none};
    SupportFactor factor;
    QuadraticModel model{h, factor, Vector<double>{Vector<double>::Unit(8, 7)}, Vector<double>{-l}};
    const auto entry = [&](Index i) { return all(i, 0); };
    model.minimise(entry, 1e-11);
    CHECK(model.violation(entry) < 1e-10);
    CHECK(model.weights()[7] == 1);
}

TEST_CASE("weights that are all but dependent are at their minimum within the steps there are") {
    for (const double apart : {1e-2, 1e-4, 1e-6, 0.0}) {
        Matrix<double> x = test::drawn(1, 200, 5);
        for (Index j = 1; j < 5; ++j) x.col(j) = x.col(0) + apart * x.col(j);
        const Matrix<double> h = x.transpose() * x / 200;
        const Vector<double> l = x.transpose() * test::drawn(2, 200) / 200, none;
        for (const double strength : {0.05, 1e-5, 1e-10, 0.0}) {
            const L1 penalty{strength};
            const auto all = Entrywise{penalty, none};
            SupportFactor factor;
            QuadraticModel model{h, factor, Vector<double>{Vector<double>::Zero(5)}, Vector<double>{-l}};
            const auto entry = [&](Index i) { return all(i, 0); };
            model.minimise(entry, 0);  // as far as rounding lets
            CAPTURE(apart, strength, model.weights());
            CHECK(model.violation(entry) < 1e-9);
        }
    }
}

TEST_CASE("weights in a box are at their minimum there, on any side, exactly where a bound holds them") {
    const Index n = 12;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Matrix<double> x = test::drawn(seed, seed % 3 ? 20 : 8, n), h = x.transpose() * x / 20;
        const Vector<double> l = h * test::drawn(seed + 50, n), none;
        const Vector<double> lower = -0.3 * test::drawn(seed + 60, n).cwiseAbs(),
                             upper = Vector<double>::Constant(1, seed % 2 ? 0.3 : 0.0);
        const L1 penalty{seed % 4 < 2 ? 0.0 : 0.02};
        const Entrywise all{penalty, none, lower, upper};
        const auto entry = [&](Index i) { return all(i, 0); };
        SupportFactor factor;
        const Vector<double> start = test::drawn(seed + 90, n).cwiseMax(lower).cwiseMin(upper[0]);
        QuadraticModel model{h, factor, start, Vector<double>{h * start - l}};
        model.minimise(entry, 1e-13);
        const Vector<double> w = model.weights(), slope = l - h * w;
        CAPTURE(seed, w);
        CHECK(model.violation(entry) < 1e-12);
        CHECK(((w.array() >= lower.array()).all() && w.maxCoeff() <= upper[0]));
        for (Index i = 0; i < n; ++i) {  // the conditions, written out
            const double strength = penalty.strength;
            if (w[i] == lower[i])
                CHECK(slope[i] <= -strength + 1e-12);
            else if (w[i] == upper[0])
                CHECK(slope[i] >= (w[i] == 0 ? -strength : strength) - 1e-12);
            else if (w[i] == 0)
                CHECK(std::abs(slope[i]) <= strength + 1e-12);
            else
                CHECK(std::abs(slope[i] - std::copysign(strength, w[i])) < 1e-12);
        }
    }
}

TEST_CASE("a model that is not a number ends") {
    const Matrix<double> h = Matrix<double>::Constant(3, 3, std::nan(""));
    const Vector<double> none;
    const L1 penalty{0.1};
    const auto all = Entrywise{penalty, none};
    SupportFactor factor;
    QuadraticModel model{h, factor, Vector<double>{{1, 0, -2}}, Vector<double>{{1, 2, std::nan("")}}};
    model.minimise([&](Index i) { return all(i, 0); }, 1e-10);
    CHECK(model.weights() == Vector<double>{{1, 0, -2}});
}

}  // namespace tests::linear_quadratic_model
