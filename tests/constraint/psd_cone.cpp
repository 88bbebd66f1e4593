#include <regula/constraint/psd_cone.hpp>

#include "constraint/given_singular_values.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("negative eigenvalues go, and the part that is not symmetric", "", float, double) {
    const Matrix<double> q = test::orthonormal(3, 4, 4), skew = test::drawn(4, 4, 4);
    const Vector<double> l{{2, -1, 0.5, -3}}, kept{{2, 0, 0.5, 0}};
    Matrix<TestType> w = (q * l.asDiagonal() * q.transpose() + skew - skew.transpose()).cast<TestType>();
    PsdCone{}.project(w);
    CHECK((w.template cast<double>() - q * kept.asDiagonal() * q.transpose()).norm() <= 5e-6);
}

TEST_CASE("by Moreau: the symmetric part is p - q, both positive semidefinite and orthogonal") {
    const auto least = [](const Matrix<double>& m) {  // of x'm x / x'x, by trying
        double lowest = HUGE_VAL;
        for (std::uint64_t k = 0; k < 300; ++k) {
            const Vector<double> x = test::drawn(100 + k, m.rows()).normalized();
            lowest = std::min(lowest, x.dot(m * x));
        }
        return lowest;
    };
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        const Matrix<double> w = test::drawn(seed, 3, 3);
        Matrix<double> p = w;
        PsdCone{}.project(p);
        const Matrix<double> q = p - (w + w.transpose()) / 2;
        CHECK(least(p) >= -1e-14);
        CHECK(least(q) >= -1e-14);
        CHECK(std::abs(p.cwiseProduct(q).sum()) <= 1e-14);
        CHECK((p - p.transpose()).norm() <= 1e-14);
    }
}

TEST_CASE("the cone is of square blocks") {
    Matrix<float> w(2, 3);
    CHECK_THROWS_WITH(PsdCone{}.project(w), "PsdCone: a block must be square, got 2 x 3");
}

TEST_CASE("a cone's member at the end of the range stays what it is") {
    Matrix<double> w{{1.5e308, 0}, {0, 1}};
    const Matrix<double> before = w;
    PsdCone{}.project(w);
    CHECK((w / 1e308 - before / 1e308).norm() <= 1e-14);
}
