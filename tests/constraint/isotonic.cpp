#include <regula/constraint/isotonic.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <limits>

using namespace regula;

namespace tests::constraint_isotonic {

/// The nearest ascending sequence, by trying all ways to cut a sequence into runs that share their mean.
Vector<double> by_enumeration(const Vector<double>& w) {
    Vector<double> best;
    for (unsigned cuts = 0; cuts < 1u << (w.size() - 1); ++cuts) {
        Vector<double> u(w.size());
        for (Index first = 0, i = 0; i < w.size(); ++i) {
            if (i + 1 < w.size() && (cuts >> i & 1) == 0) continue;
            u.segment(first, i + 1 - first).setConstant(w.segment(first, i + 1 - first).mean());
            first = i + 1;
        }
        bool ascends = true;
        for (Index i = 1; i < u.size(); ++i) ascends = ascends && u[i - 1] <= u[i];
        if (ascends && (best.size() == 0 || (u - w).norm() < (best - w).norm())) best = u;
    }
    return best;
}

TEMPLATE_TEST_CASE("each unit moves to the nearest of all isotonic sequences", "", float, double) {
    const double rounding = 8 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (std::uint64_t k = 0; k < 20; ++k) {
        Matrix<TestType> w = TestType(1 + k) * test::drawn<TestType>(k, 7, 3);
        if (k % 4 == 0) w = w.array().round();
        Matrix<TestType> falling = w;
        const Matrix<double> before = w.template cast<double>();
        Isotonic{}.project(w);
        Isotonic{.falling = true}.project(falling);
        for (Index j = 0; j < 3; ++j) {
            CHECK((w.col(j).template cast<double>() - by_enumeration(before.col(j))).norm() <=
                  rounding * before.norm());
            CHECK((falling.col(j).template cast<double>() + by_enumeration(-before.col(j))).norm() <=
                  rounding * before.norm());
            for (Index i = 1; i < 7; ++i) {
                CHECK(w(i - 1, j) <= w(i, j));
                CHECK(falling(i - 1, j) >= falling(i, j));
            }
        }
    }
}

// isoreg(c(1, 0, 4, 3, 3, 5, 4, 2, 0)) of R says the same.
TEST_CASE("the isotonic regression of the manual of R") {
    Matrix<double> w(9, 1), expected(9, 1);
    w << 1, 0, 4, 3, 3, 5, 4, 2, 0;
    expected << 0.5, 0.5, 3, 3, 3, 3, 3, 3, 3;
    Isotonic{}.project(w);
    CHECK(w == expected);
}

TEST_CASE("isotonic weights stay, and NaN is not hidden") {
    Matrix<double> w = Matrix<double>{{-1, 2}, {0, 2}, {5, 7}}, before = w;
    Isotonic{}.project(w);
    CHECK(w == before);
    w(1, 0) = std::numeric_limits<double>::quiet_NaN();
    Isotonic{}.project(w);
    CHECK(w.col(0).hasNaN());
    CHECK(w.col(1) == before.col(1));
}

}  // namespace tests::constraint_isotonic
