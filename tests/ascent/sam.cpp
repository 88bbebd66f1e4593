#include <regula/ascent/sam.hpp>

#include <regula/core/when.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace {

Parameters<double> two_blocks() {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    theta.vector() << 1, -2, 3, 0.5, -1, 2;
    return theta;
}

Vector<double> curvatures() { return Vector<double>::LinSpaced(6, 0.3, 4); }

/// J = 1/2 sum_i h_i theta_i^2
const auto quadratic = [](const auto& at, auto& g) {
    g.vector() = curvatures().cwiseProduct(at.vector());
    return 0.5 * static_cast<double>(at.vector().dot(g.vector()));
};

Vector<double> gradient_above(const Vector<double>& w, double rho) {
    const Vector<double> g = curvatures().cwiseProduct(w);
    return g + rho * curvatures().cwiseProduct(g) / g.norm();
}

}  // namespace

TEMPLATE_TEST_CASE("Sam goes rho far along the gradient, however short it is", "", float, double) {
    Vector<TestType> g(3), w = Vector<TestType>::Constant(3, TestType(0.5));
    g << 2, -4, std::sqrt(TestType(5));  // of length 5
    const Vector<TestType> expected = w + TestType(0.06) * g;
    for (const TestType scale : {TestType(1), TestType(1e-30), TestType(1e30)}) {
        Vector<TestType> moved = w;
        const Vector<TestType> scaled = scale * g;
        CHECK(Sam{0.3}.ascend(moved, scaled));
        CHECK((moved - expected).norm() <= 8 * std::numeric_limits<TestType>::epsilon());
    }
}

TEST_CASE("without a gradient or with rho = 0 Sam stays, and says so") {
    const Vector<double> before = two_blocks().vector(), zero = Vector<double>::Zero(6);
    Vector<double> w = before;
    CHECK_FALSE(Sam{0.3}.ascend(w, zero));
    CHECK_FALSE(Sam{0}.ascend(w, before));
    CHECK(w == before);
}

TEST_CASE("the gradient is taken above, the step and the penalty at the parameters") {
    auto theta = two_blocks();
    Vector<double> w = theta.vector();
    const auto report = minimize(theta, quadratic, Sgd{.learning_rate = 0.1, .epochs = 3}, Sam{0.7}, L2{0.5});
    CHECK(std::abs(report.history[0].objective[0].value - 0.5 * w.dot(curvatures().cwiseProduct(w))) < 1e-13);
    for (int epoch = 0; epoch < 3; ++epoch) {
        Vector<double> g = gradient_above(w, 0.7);
        g.head(4) += 0.5 * w.head(4);
        w -= 0.1 * g;
    }
    CHECK((theta.vector() - w).norm() < 1e-13);
}

TEST_CASE("Sam follows a schedule, and is none where it is switched off") {
    const Sgd once{.learning_rate = 0.1, .epochs = 1};
    auto plain = two_blocks(), off = two_blocks(), half = two_blocks();
    minimize(plain, quadratic, once);
    minimize(off, quadratic, once, when(false, Sam{0.7}));
    CHECK(off.vector() == plain.vector());
    minimize(half, quadratic, once, scheduled(Sam{0.7}, &Sam::rho, [](double) { return 0.5; }));
    const Vector<double> w = two_blocks().vector();
    CHECK((half.vector() - (w - 0.1 * gradient_above(w, 0.35))).norm() < 1e-13);
}

TEST_CASE("both gradients have the same gates on weights, taken back once each") {
    const Sgd once{.learning_rate = 0.1, .epochs = 1};
    const auto gates = on(weights, Dropout{0.3});
    auto plain = two_blocks(), off = two_blocks(), above = two_blocks();
    minimize(plain, quadratic, once, gates);
    minimize(off, quadratic, once, gates, Sam{0});
    CHECK(off.vector() == plain.vector());
    minimize(above, quadratic, once, gates, Sam{0.7});
    // Through a gain z the quadratic has the curvature z^2 h, so the first step tells it.
    const Vector<double> w = two_blocks().vector(), g = (w - plain.vector()) / 0.1, h = g.cwiseQuotient(w);
    CHECK((above.vector() - (w - 0.1 * (g + 0.7 * h.cwiseProduct(g) / g.norm()))).norm() < 1e-13);
}

TEST_CASE("a loss that is not finite above ends the run where it was") {
    auto theta = two_blocks();
    const Vector<double> before = theta.vector();
    const auto walled = [&](const auto& at, auto& g) {
        return at.vector() == before ? quadratic(at, g) : std::numeric_limits<double>::quiet_NaN();
    };
    const auto report = minimize(theta, walled, Sgd{.learning_rate = 0.1, .epochs = 2}, Sam{0.1});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(theta.vector() == before);
}

TEST_CASE("Sam refuses a negative rho") {
    CHECK_THROWS_WITH(Sam{-1}.check(), "Sam: rho must be >= 0, got -1");
}
