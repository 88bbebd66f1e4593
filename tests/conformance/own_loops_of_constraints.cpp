#include <regula/constraint.hpp>
#include <regula/constraint/affine_set.hpp>
#include <regula/constraint/psd_cone.hpp>
#include <regula/constraint/rank.hpp>
#include <regula/constraint/spectral_norm.hpp>
#include <regula/constraint/spectral_radius.hpp>
#include <regula/constraint/stiefel.hpp>
#include <regula/penalty/l1.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_constraints {
using namespace test;

const Matrix<double> v = Matrix<double>::Constant(5, 3, 0.3);

TEST_CASE("constraints speak and act in a loop of one's own") {
    const Matrix<double> a{{1, -2, 0.5, 0, 3}, {0, 1, 1, 0.3, 0}};
    CHECK(own_loop(AffineSet{a, Vector<double>{{0.7, 1}}}, AffineSet{a, Vector<double>{{0.7}}}) == none);
    CHECK(own_loop(Box{-0.2, 0.1}, Box{1, -1}) == none);
    CHECK(own_loop(HalfSpace{v, -0.7}, HalfSpace{0 * v, -0.7}) == none);
    CHECK(own_loop(L0Ball{4}, L0Ball{0}) == none);
    CHECK(own_loop(L1Ball{0.7}, L1Ball{-1}) == none);
    CHECK(own_loop(Isotonic{}) == none);
    CHECK(own_loop(L2Ball{0.3}, L2Ball{-1}) == none);
    CHECK(own_loop(LInfinityBall{0.1}, LInfinityBall{-1}) == none);
    CHECK(own_loop(MaxNorm{0.1}, MaxNorm{-1}) == none);
    CHECK(own_loop(MinMaxNorm{.min = 0.7, .max = 1.3}, MinMaxNorm{.min = 2, .max = 1}) == none);
    CHECK(own_loop(NonNegative{}) == none);
    CHECK(own_loop(PsdCone{}) == none);
    CHECK(own_loop(Rank{2}, Rank{0}) == none);
    CHECK(own_loop(SecondOrderCone{}) == none);
    CHECK(own_loop(Simplex{1.3}, Simplex{-1}) == none);
    CHECK(own_loop(SpectralNorm{0.3}, SpectralNorm{-1}) == none);
    CHECK(own_loop(SpectralRadius{0.3}, SpectralRadius{-1}, 4, 4) == none);
    CHECK(own_loop(Stiefel{}) == none);
    CHECK(own_loop(UnitNorm{}) == none);
    CHECK(own_loop(intersect(MaxNorm{0.1}, NonNegative{}), intersect(MaxNorm{-1}, NonNegative{})) == none);
    CHECK(own_loop(constrained(L1{1}, 0.7), constrained(L1{1}, -1)) == none);
}

TEST_CASE("a transposed matrix is projected in place") {
    const auto in_place = [](const auto& constraint) {
        Matrix<double> w = shares(3, 5), turned = w.transpose();
        constraint.project(turned);
        constraint.project(w.transpose());
        return (w.transpose() - turned).norm() < 1e-14 && w != shares(3, 5);
    };
    CHECK(in_place(MaxNorm{0.1}));
    CHECK(in_place(UnitNorm{}));
    CHECK(in_place(L1Ball{0.7}));
    CHECK(in_place(Box{-0.2, 0.1}));
}

}  // namespace tests::conformance_own_loops_of_constraints
