// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/constraint.hpp>
#include <regula/constraint/affine_set.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("constraints of sparsity, of lines and of cones obey the laws of constraints") {
    const Matrix<double> normal{{1, -2, 0.5}, {0, 3, 1}, {2, -4, 1}, {0.3, 0, 6}, {0, 1, 1}};
    const Matrix<double> a{{1, -2, 0.5, 0, 3}, {2, -4, 1, 0, 6}, {0, 1, 1, 0.3, 0}};  // of rank 2
    CHECK(check(AffineSet{.a = a, .b = Vector<double>{{0.7, 1.4, -0.3}}}) == none);
    CHECK(check(HalfSpace{.normal = normal, .offset = -0.7}) == none);
    CHECK(check(Isotonic{}) == none);
    CHECK(check(Isotonic{.falling = true}) == none);
    CHECK(check(L0Ball{4}) == none);
    CHECK(check(LInfinityBall{0.3}) == none);
    CHECK(check(MinMaxNorm{.min = 0.7, .max = 1.3}) == none);
    CHECK(check(SecondOrderCone{}) == none);
    CHECK(check(Simplex{1.3}) == none);
}
