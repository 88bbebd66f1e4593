#include <regula/linear/screening.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE(
    "features come in whose slope is steeper than the penalty, the strongest where there is little room") {
    Matrix<double> x(4, 6);
    x << 1, -1, 1, -1, 1, -1, 2, 2, -2, -2, 2, -2, 7, 7, 7, 7, 7, 7, 1, 1, 1, -1, -1, -1;
    const Design design{x};
    const Columns columns{design, true};
    LinearPoint at;
    at.slope = Matrix<double>{{0.5, 0}, {-0.2, 0.9}, {5, 5}, {0, -0.31}};
    const Vector<double> none;
    const L1 penalty{0.3};
    Vector<double> force = Vector<double>::Zero(4);
    add_forces(columns, at, Entrywise{penalty, none}, 1, force);
    CHECK(force.isApprox(Vector<double>{{0.2, 0.6, 0, 0.01}}));  // the third is constant
    CHECK(strongest(force, 5) == std::vector<Index>{0, 1, 3});
    CHECK(strongest(force, 2) == std::vector<Index>{0, 1});
    add_forces(columns, at, Entrywise{penalty, none}, 2, force);
    CHECK(force.isApprox(Vector<double>{{0.7, 1.5, 0, 0.32}}));
}
