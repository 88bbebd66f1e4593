#include <regula/constraint/second_order_cone.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("inside stays, opposite goes to the tip, the rest to the surface", "", float, double) {
    Matrix<TestType> w(3, 4), expected(3, 4);
    w << 5, -5, 1, 0, 3, 3, 3, 0, 4, -4, -4, 0;
    expected << 5, 0, 3, 0, 3, 0, TestType(1.8), 0, 4, 0, TestType(-2.4), 0;
    SecondOrderCone{}.project(w);
    CHECK((w - expected).norm() <= 1e-6);
}

TEST_CASE("by Moreau: w = p - q with p and q in the cone, which is its own dual, and orthogonal") {
    const auto height = [](const Vector<double>& v) { return v[0] - v.tail(v.size() - 1).norm(); };
    for (std::uint64_t k = 0; k < 40; ++k) {
        const Vector<double> w = test::drawn(k, 2 + static_cast<Index>(k) % 4);
        Vector<double> p = w;
        SecondOrderCone{}.project(p);
        const Vector<double> q = p - w;
        const double rounding = 1e-15 * (1 + w.squaredNorm());
        CHECK(height(p) >= -rounding);
        CHECK(height(q) >= -rounding);
        CHECK(std::abs(p.dot(q)) <= rounding);
    }
}

TEST_CASE("of one weight the cone is what is not negative") {
    Matrix<double> w{{-2, 3}};
    SecondOrderCone{}.project(w);
    CHECK(w == Matrix<double>{{0, 3}});
}
