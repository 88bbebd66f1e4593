#include <regula/constraint/intersect.hpp>

#include <regula/constraint/affine_set.hpp>
#include <regula/constraint/half_space.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/non_negative.hpp>
#include <regula/constraint/simplex.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <Eigen/QR>

using namespace regula;

namespace tests::constraint_intersect {

/// The nearest point with n'w <= c for each column n: the one of all sets of active inequalities whose
/// multipliers are not negative and that breaks no other.
Vector<double> by_enumeration(const Matrix<double>& normals, const Vector<double>& offsets,
                              const Vector<double>& w) {
    for (unsigned active = 0; active < 1u << offsets.size(); ++active) {
        std::vector<Index> in;
        for (Index i = 0; i < offsets.size(); ++i)
            if ((active >> i & 1) != 0) in.push_back(i);
        if (static_cast<Index>(in.size()) > w.size()) continue;
        const Matrix<double> n = normals(Eigen::all, in);
        Vector<double> p = w, y(0);
        if (!in.empty()) {
            y = (n.transpose() * n).colPivHouseholderQr().solve(n.transpose() * w - offsets(in));
            p -= n * y;
            if (y.minCoeff() < 0) continue;
        }
        if (((normals.transpose() * p - offsets).array() <= 1e-12).all()) return p;
    }
    return Vector<double>::Constant(w.size(), std::nan(""));  // there is always one
}

TEST_CASE("in a polyhedron Dykstra finds the point that the enumeration of active sets finds") {
    const Matrix<double> n = test::drawn(7, 3, 4);
    const Vector<double> c{{0.3, 0.1, 0.5, 0.2}};  // 0 is inside
    const auto half = [&](Index i) { return HalfSpace{.normal = n.col(i), .offset = c[i]}; };
    const auto polyhedron = intersect(half(0), half(1), half(2), half(3));
    for (std::uint64_t k = 0; k < 30; ++k) {
        const Vector<double> w = 3 * test::drawn(100 + k, 3);
        Vector<double> p = w;
        polyhedron.project(p);
        CAPTURE(k);
        CHECK((p - by_enumeration(n, c, w)).norm() <= 1e-12);
    }
}

TEMPLATE_TEST_CASE("weights that are not negative and add up are the simplex", "", float, double) {
    auto set =
        intersect(AffineSet{.a = Matrix<double>::Ones(1, 4), .b = Vector<double>{{1.5}}}, NonNegative{});
    Matrix<TestType> w = 2 * test::drawn<TestType>(1, 4, 3), expected = w;
    set.tolerance = 0, set.sweeps = 1000;
    const double rounding = 2 * static_cast<double>(std::numeric_limits<TestType>::epsilon() * w.norm());
    set.project(w);
    Simplex{1.5}.project(expected);
    CHECK((w - expected).norm() <= rounding);
}

TEST_CASE("three curved sets: inside all, and no point of them makes an acute angle") {
    const auto set = intersect(MaxNorm{0.7}, NonNegative{}, L2Ball{0.9});
    const Matrix<double> w = 2 * test::drawn(2, 3, 4);
    Matrix<double> p = w, once = w;
    set.project(p);
    Matrix<double> clamped = w.cwiseMax(0), expected = clamped;  // cones first, then their balls
    MaxNorm{0.7}.project(expected);
    if (expected.norm() > 0.9) {  // units of length min(s |w_j|, 0.7) with s such that all are 0.9
        double low = 0, high = 1;
        for (int k = 0; k < 100; ++k) {
            const double s = (low + high) / 2;
            expected = s * clamped;
            MaxNorm{0.7}.project(expected);
            (expected.norm() > 0.9 ? high : low) = s;
        }
    }
    CHECK((p - expected).norm() <= 1e-12);
    MaxNorm{0.7}.project(once);
    NonNegative{}.project(once);
    L2Ball{0.9}.project(once);
    CHECK((once - p).norm() > 1e-3);  // one after the other is somewhere else
}

TEST_CASE("a narrow angle takes many sweeps, and fewer are less exact") {
    const HalfSpace a{.normal = Matrix<double>{{0}, {1}}, .offset = 0},
        b{.normal = Matrix<double>{{-0.1}, {-1}}, .offset = 0};
    auto wedge = intersect(a, b);
    Matrix<double> w = Matrix<double>{{-5}, {1}}, early = w;
    wedge.project(w);
    CHECK(w.norm() <= 1e-11);  // the tip
    wedge.sweeps = 10;
    wedge.project(early);
    CHECK(early.norm() > 0.1);
}

TEST_CASE("an intersection asks its sets for their coefficients, and leaves a NaN") {
    CHECK_THROWS_WITH(intersect(NonNegative{}, MaxNorm{-1}).check(), "MaxNorm: radius must be >= 0, got -1");
    auto set = intersect(NonNegative{}, MaxNorm{1});
    Matrix<float> w = Matrix<float>{{std::nanf(""), -2}};
    set.project(w);
    CHECK((std::isnan(w(0, 0)) && w(0, 1) == -2));
    set.sweeps = 0;
    CHECK_THROWS_WITH(set.check(), "intersect: sweeps must be >= 1, got 0");
}

}  // namespace tests::constraint_intersect
