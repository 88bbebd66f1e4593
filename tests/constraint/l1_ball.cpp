#include <regula/constraint/l1_ball.hpp>

#include <regula/core/random.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::constraint_l1_ball {

/// The textbook's algorithm: sort, find the last entry above the threshold that it would give.
double threshold_by_sorting(const Matrix<double>& w, double radius) {
    std::vector<double> sizes(static_cast<std::size_t>(w.size()));
    for (Index i = 0; i < w.size(); ++i) sizes[static_cast<std::size_t>(i)] = std::abs(w(i));
    std::sort(sizes.rbegin(), sizes.rend());
    double sum = 0, threshold = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        sum += sizes[k];
        const double candidate = (sum - radius) / static_cast<double>(k + 1);
        if (sizes[k] > candidate) threshold = candidate;
    }
    return threshold;
}

double threshold_by_bisection(const Matrix<double>& w, double radius) {
    double low = 0, high = w.cwiseAbs().maxCoeff();
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        ((w.cwiseAbs().array() - middle).max(0).sum() > radius ? low : high) = middle;
    }
    return low;
}

Matrix<double> thresholded(const Matrix<double>& w, double threshold) {
    return w.array().sign() * (w.array().abs() - threshold).max(0);
}

TEST_CASE("the L1 ball's threshold is that of sorting and of bisection") {
    for (std::uint64_t k = 0; k < 40; ++k) {
        Matrix<double> w(3 + static_cast<Index>(k) % 5, 1 + static_cast<Index>(k) % 11);
        fill_normal(Key{k}, w);
        if (k % 3 == 0) w = w.array().cube();         // a few large ones
        if (k % 4 == 0) w = (2 * w.array()).round();  // ties and zeros
        const double radius = w.cwiseAbs().sum() * (0.001 + 0.024 * static_cast<double>(k));
        const Matrix<double> sorted = thresholded(w, threshold_by_sorting(w, radius));
        const Matrix<double> bisected = thresholded(w, threshold_by_bisection(w, radius));
        Matrix<double> projected = w;
        L1Ball{radius}.project(projected);
        CHECK((projected - sorted).cwiseAbs().maxCoeff() <= 1e-13 * w.cwiseAbs().maxCoeff());
        CHECK((projected - bisected).cwiseAbs().maxCoeff() <= 1e-12 * w.cwiseAbs().maxCoeff());
        CHECK(std::abs(projected.cwiseAbs().sum() - radius) <= 1e-12 * radius);
        CHECK(((projected.array() == 0) == (sorted.array() == 0)).all());
    }
}

TEST_CASE("the worst case of Newton's steps ends: every step drops one weight") {
    Matrix<double> w(20, 3);
    for (Index i = 0; i < w.size(); ++i) w(i) = std::pow(3.0, i % 35);
    const Matrix<double> sorted = thresholded(w, threshold_by_sorting(w, 1.0));
    L1Ball{1}.project(w);
    CHECK((w - sorted).norm() <= 1e-15 * std::pow(3.0, 35));
}

TEMPLATE_TEST_CASE("the L1 ball leaves what is within, and a radius of 0 leaves nothing", "", float, double) {
    Matrix<TestType> w(2, 2);
    w << 0.5, -0.25, 0, 0.25;
    const Matrix<TestType> before = w;
    L1Ball{1}.project(w);
    CHECK(w == before);
    L1Ball{0}.project(w);
    CHECK(w.isZero(0));
    w.setConstant(-7);
    L1Ball{2}.project(w);
    CHECK((w.array() + TestType(0.5)).abs().maxCoeff() <= 1e-6);
}

TEST_CASE("the L1 ball allocates nothing") {
    if (!allocations_are_counted()) return;
    Matrix<float> w(50, 30);
    fill_normal(Key{1}, w);
    const auto before = allocations();
    L1Ball{3}.project(w);
    CHECK(allocations() == before);
    CHECK(std::abs(w.cwiseAbs().sum() - 3) <= 1e-5);
}

TEST_CASE("an L1 ball with a negative radius is refused") {
    CHECK_THROWS_WITH(L1Ball{-1}.check(), "L1Ball: radius must be >= 0, got -1");
}

}  // namespace tests::constraint_l1_ball
