#include <regula/constraint/spectral_radius.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the largest eigenvalue counts, not the largest stretch, real or not", "", float, double) {
    Matrix<TestType> triangular(3, 3), turning(2, 2);
    triangular << 0.5, 100, -7, 0, -2, 30, 0, 0, 1;  // eigenvalues 0.5, -2, 1
    turning << 3, -4, 4, 3;                          // 3 + 4i, 3 - 4i
    Matrix<TestType> t = triangular, r = turning;
    SpectralRadius{2.001}.project(t);
    CHECK(t == triangular);
    SpectralRadius{0.5}.project(t);
    CHECK((t - triangular / 4).norm() <= 1e-6 * triangular.norm());
    SpectralRadius{1}.project(r);
    CHECK((r - turning / 5).norm() <= 1e-6);
}

TEST_CASE("applied again and again, what is within the radius dies out") {
    Matrix<double> w = Matrix<double>{{0.2, 9, 0}, {0, 0.3, -7}, {5, 0, 0.1}};
    SpectralRadius{0.9}.project(w);
    Vector<double> h{{1, -2, 3}};
    for (int k = 0; k < 400; ++k) h = w * h;
    CHECK(h.norm() < 1e-12);
    CHECK(h.norm() > 1e-20);  // and no faster than it must: 0.9^400 = 5e-19
}

TEST_CASE("a spectral radius is of square blocks") {
    Matrix<float> w(2, 3);
    CHECK_THROWS_WITH(SpectralRadius{1}.project(w), "SpectralRadius: a block must be square, got 2 x 3");
    CHECK_THROWS_WITH(SpectralRadius{-1}.check(), "SpectralRadius: radius must be >= 0, got -1");
}

TEST_CASE("a spectral radius far below the block's is reached, not zero") {
    Matrix<float> w{{3e37F, 0}, {0, 1e37F}};
    SpectralRadius{1e-10}.project(w);
    CHECK(std::abs(w(0, 0) - 1e-10F) <= 1e-16F);
    Matrix<double> v{{3e300, 0}, {0, 4e300}};
    SpectralRadius{1e-300}.project(v);
    CHECK(std::abs(v(0, 0) / 1e-300 - 0.75) <= 1e-14);
    CHECK(std::abs(v(1, 1) / 1e-300 - 1) <= 1e-14);
}
