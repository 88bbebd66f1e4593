#include <regula/penalty/tied_step.hpp>

#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_tied_step {

TEMPLATE_TEST_CASE("entries that meet are the same number, and free ones do not move", "", float, double) {
    const Matrix<TestType> from = test::drawn<TestType>(1, 60, 50), to = test::drawn<TestType>(2, 60, 50),
                           s = test::drawn<TestType>(3, 60, 50).cwiseAbs(),
                           t = test::drawn<TestType>(4, 60, 50).cwiseAbs();
    const L1 far{1e3}, none{0};
    Matrix<TestType> a = from, b = to, q = a, rest = a;
    tied_step(far, a, b, 0.3, q, rest);
    CHECK(a == b);
    CHECK(a.isApprox((from + to) / 2));
    a = from, b = to;
    tied_step(far, a, b, s, t, q, rest);
    CHECK(a == b);
    const Matrix<TestType> met = (t.cwiseProduct(from) + s.cwiseProduct(to)).cwiseQuotient(s + t);
    CHECK((a - met).norm() < 1e-5 * met.norm());
    a = from, b = to;
    tied_step(none, a, b, 0.3, q, rest);
    tied_step(none, a, b, s, t, q, rest);
    CHECK((a == from && b == to));
}

TEST_CASE("entries that do not meet move by the slope of the penalty times their steps") {
    Matrix<double> a{{3, 0.5}, {1, -2}}, b{{1, 0.2}, {4, 2}}, q = a, rest = a;
    const Matrix<double> s{{1, 0.1}, {2, 0.3}}, t{{0.5, 0.1}, {0.5, 2}};
    tied_step(L1{0.4}, a, b, s, t, q, rest);
    CHECK(a.isApprox(Matrix<double>{{2.6, 0.46}, {1.8, -1.88}}, 1e-14));
    CHECK(b.isApprox(Matrix<double>{{1.2, 0.24}, {3.8, 1.2}}, 1e-14));
    // Units of a group move together: the difference (3, 4) of length 5 shrinks by 2 x 0.5 x 2.
    Matrix<double> unit{{3}, {4}}, other = Matrix<double>::Zero(2, 1), q2 = unit, rest2 = unit;
    tied_step(GroupLasso{2}, unit, other, 0.5, q2, rest2);
    CHECK(unit.isApprox(Matrix<double>{{2.4}, {3.2}}, 1e-14));
    CHECK(other.isApprox(Matrix<double>{{0.6}, {0.8}}, 1e-14));
}

TEST_CASE("a step of 0, as at the begin of a warm-up, leaves both entries") {
    Matrix<double> a{{3, 0.5}}, b{{1, 0.2}}, q = a, rest = a;
    const Matrix<double> s{{0, 0.1}}, t{{0, 0.1}};
    tied_step(L1{0.4}, a, b, s, t, q, rest);
    CHECK(a.isApprox(Matrix<double>{{3, 0.46}}, 1e-14));
    CHECK(b.isApprox(Matrix<double>{{1, 0.24}}, 1e-14));
}

}  // namespace tests::penalty_tied_step
