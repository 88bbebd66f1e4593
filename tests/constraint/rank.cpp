#include <regula/constraint/rank.hpp>

#include "constraint/given_singular_values.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the largest singular values stay, the others are gone", "", float, double) {
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        const Matrix<TestType> w = test::given_singular_values(seed, 3, 1.5, 0.25).cast<TestType>();
        Matrix<TestType> one = w, two = w, three = w.transpose();
        Rank{1}.project(one);
        Rank{2}.project(two);
        Rank{3}.project(three);
        CHECK((one.template cast<double>() - test::given_singular_values(seed, 3, 0, 0)).norm() <= 2e-6);
        CHECK((two.template cast<double>() - test::given_singular_values(seed, 3, 1.5, 0)).norm() <= 2e-6);
        CHECK(three == w.transpose());
    }
}

TEST_CASE("no matrix of the rank is nearer: alternating least squares from anywhere ends no lower") {
    const Matrix<double> w = test::drawn(3, 4, 3);
    Matrix<double> p = w;
    Rank{1}.project(p);
    const double found = (p - w).norm();
    double best = HUGE_VAL;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Vector<double> u = test::drawn(100 + seed, 4), v(3);
        for (int k = 0; k < 500; ++k) {
            v = w.transpose() * u / u.squaredNorm();
            u = w * v / v.squaredNorm();
        }
        best = std::min(best, (u * v.transpose() - w).norm());
    }
    CHECK(std::abs(found - best) <= 1e-12);
}

TEST_CASE("a rank of nothing is refused") {
    CHECK_THROWS_WITH(Rank{0}.check(), "Rank: rank must be >= 1, got 0");
}
