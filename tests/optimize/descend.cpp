#include <regula/optimize/descend.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace {

struct Plus {
    double shift;
    void perturb(auto& x, Key) const { x.array() += shift; }
};
struct ToLength {
    double most;
    void clip(auto& g) const {
        if (g.norm() > most) g = (most / g.norm()) * g;
    }
};
struct NonNegative {
    void project(auto& w) const { w = w.cwiseMax(0.0); }
};

Parameters<double> two_blocks() {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    theta.vector() << 1, -2, 3, 0.5, -1, 2;
    return theta;
}

/// J = 1/2 |theta|^2
const auto half_square = [](const auto& at, auto& g) {
    g.vector() = at.vector();
    return 0.5 * static_cast<double>(at.vector().squaredNorm());
};

}  // namespace

TEST_CASE("clipping sees the gradient of all blocks at once, smooth penalties included") {
    auto theta = two_blocks();
    const Vector<double> before = theta.vector();
    Vector<double> g = before;
    g.head(4) *= 1.5;  // with L2 on the weights
    minimize(theta, half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, ToLength{2}, L2{0.5});
    CHECK((theta.vector() - (before - 0.1 * (2 / g.norm()) * g)).norm() < 1e-14);
}

TEST_CASE("noise on weights moves where the gradient is taken, not the weights") {
    auto theta = two_blocks();
    const Vector<double> before = theta.vector();
    const auto report =
        minimize(theta, half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, on(weights, Plus{1}));
    Vector<double> seen = before;
    seen.head(4).array() += 1;
    CHECK((theta.vector() - (before - 0.1 * seen)).norm() < 1e-14);
    CHECK(report.last().at("loss") == Approx(0.5 * seen.squaredNorm()));
}

TEST_CASE("a gate on weights is DropConnect: a dropped weight has no gradient, a kept one the gain twice") {
    auto theta = two_blocks();
    theta[0].setOnes();
    minimize(theta, half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, on(weights, Dropout{0.4}));
    // the objective sees w gain, so that dJ/dw = gain^2 w, and gain is 0 or 1 / 0.6
    for (Index i = 0; i < 4; ++i) {
        const double w = theta.vector()[i];
        CHECK((w == 1 || std::abs(w - (1 - 0.1 / 0.36)) < 1e-8));
    }
    CHECK(theta["b"](1, 0) == Approx(1.8));
}

TEST_CASE("projections come last, so that the set holds after every step") {
    auto theta = two_blocks();
    minimize(theta, half_square, Sgd{.learning_rate = 0.3, .momentum = 0.9, .epochs = 3}, NonNegative{},
             L1{0.1});
    CHECK(theta["w"].minCoeff() >= 0);
    CHECK(theta["b"].minCoeff() < 0);
}

TEMPLATE_TEST_CASE("divergence ends the run with the parameters and the state of the last good epoch", "",
                   Sgd, Adam) {
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL})
        for (const bool in_gradient : {false, true}) {
            auto theta = two_blocks();
            State<double> state;
            int calls = 0;
            Vector<double> good;
            const auto f = [&](const auto& at, auto& g) {
                g.vector() = at.vector();
                if (++calls == 4) {
                    good = at.vector();
                    if (in_gradient)
                        g.vector()[4] = bad;
                    else
                        return bad;
                }
                return 0.5 * at.vector().squaredNorm();
            };
            TestType optimizer{.learning_rate = 0.1, .epochs = 10};
            if constexpr (std::is_same_v<TestType, Sgd>) optimizer.momentum = 0.9;
            const Report report = minimize(state, theta, f, optimizer, L2{0.1});
            CHECK(report.stop_reason == StopReason::diverged);
            CHECK(report.epochs == 3);
            CHECK(report.history.size() == 3);
            CHECK(theta.vector() == good);
            CHECK(state.epochs == 3);
            CHECK(state.steps == 3);
            for (const auto& memory : state.memory) CHECK(memory.allFinite());

            const auto resumed = minimize(state, theta, f, optimizer, L2{0.1});
            CHECK(resumed.stop_reason == StopReason::completed);
            CHECK(resumed.epochs == 10);
        }
}

TEST_CASE("a rate that is too large diverges, and the parameters stay finite") {
    auto theta = two_blocks();
    const Report report = minimize(theta, half_square, Sgd{.learning_rate = 1e3, .epochs = 500});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(theta.vector().allFinite());
    CHECK(report.epochs < 500);
    CHECK(report.last().epoch == report.epochs);
}

TEST_CASE("zero epochs leave everything as it was") {
    auto theta = two_blocks();
    const Vector<double> before = theta.vector();
    int calls = 0;
    const auto f = [&](const auto&, auto&) { return static_cast<double>(++calls); };
    const Report report = minimize(theta, f, Sgd{.epochs = 0}, L1{1});
    CHECK(calls == 0);
    CHECK(theta.vector() == before);
    CHECK(report.history.empty());
    CHECK(report.stop_reason == StopReason::completed);
    CHECK(report.best_epoch == 0);
}

TEST_CASE("a schedule of the learning rate and of a strength sees the fraction of the epoch") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    theta.vector() << 1;
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 4), .targets = Matrix<double>::Zero(1, 4)};
    const auto flat = [](const auto&, const auto&, auto&) { return 0.0; };
    const Sgd sgd{.learning_rate = 0.5, .schedule = Linear{.epochs = 2}, .epochs = 2, .batch_size = 2};
    const auto report =
        minimize(theta, flat, data, sgd, scheduled(L2{1}, [](double epoch) { return 1 + epoch; }));
    double w = 1;
    for (const double t : {0.0, 0.5, 1.0, 1.5}) w -= 0.5 * (1 - t / 2) * (1 + t) * w;
    CHECK(theta.vector()[0] == Approx(w).epsilon(1e-14));
    CHECK(report.history[0].learning_rate == 0.25);
    CHECK(report.last().at("L2 on weights") == Approx(3 * w * w / 2).epsilon(1e-14));
}
