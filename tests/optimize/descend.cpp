#include <regula/optimize/descend.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("divergence ends the run with the parameters and the state of the last good epoch", "",
                   Sgd, Adam) {
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL})
        for (const bool in_gradient : {false, true}) {
            auto theta = test::two_blocks();
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
            for (const auto& memory : state.memory)
                for (const auto& vector : memory.vectors) CHECK(vector.allFinite());

            const auto resumed = minimize(state, theta, f, optimizer, L2{0.1});
            CHECK(resumed.stop_reason == StopReason::completed);
            CHECK(resumed.epochs == 10);
        }
}

TEST_CASE("a rate that is too large diverges, and the parameters stay finite") {
    auto theta = test::two_blocks();
    const Report report = minimize(theta, test::half_square, Sgd{.learning_rate = 1e3, .epochs = 500});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(theta.vector().allFinite());
    CHECK(report.epochs < 500);
    CHECK(report.last().epoch == report.epochs);
}

TEST_CASE("zero epochs leave everything as it was") {
    auto theta = test::two_blocks();
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
    CHECK(report.history[0].learning_rate == 0.5 * 0.75);  // of the second of two updates
    CHECK(report.history[1].learning_rate == 0.5 * 0.25);
    CHECK(report.last().at("L2 on weights") == Approx(3 * w * w / 2).epsilon(1e-14));
}
