#include <regula/optimize/schedule.hpp>

#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a schedule is constant by default, and any function is one") {
    CHECK(Schedule{}(0) == 1);
    CHECK(Schedule{}(1e9) == 1);
    const Schedule square{[](double epoch) { return epoch * epoch; }};
    CHECK(square(3) == 9);
    const Sgd sgd{.schedule = [](double) { return 0.5; }};
    CHECK(sgd.schedule(7) == 0.5);
}

TEST_CASE("each schedule is its formula, in fractions of an epoch too") {
    for (const double t : {0.0, 0.5, 1.99, 2.0, 3.75, 4.0, 7.0}) {
        CHECK(StepDecay{.every = 2, .factor = 0.3}(t) == Approx(t < 2   ? 1
                                                                : t < 4 ? 0.3
                                                                : t < 6 ? 0.09
                                                                        : 0.027));
        CHECK(InverseTimeDecay{.half_life = 3}(t) == Approx(3 / (3 + t)));
        CHECK(LinearDecay{.epochs = 4, .to = 0.2}(t) == Approx(t >= 4 ? 0.2 : 1 - 0.2 * t));
        const double wave = 0.2 + 0.8 * std::pow(std::cos(std::acos(-1.0) * t / 8), 2);  // half-angle form
        CHECK(CosineDecay{.epochs = 4, .to = 0.2}(t) == Approx(t >= 4 ? 0.2 : wave));
        CHECK(CosineDecayRestarts{.epochs = 4, .to = 0.2}(t + 8) ==
              Approx(CosineDecay{4, 0.2}(t < 4 ? t : t - 4)));
        CHECK(WarmUp{.epochs = 2, .then = LinearDecay{.epochs = 4}}(t) ==
              Approx(t < 2 ? t / 2 : std::max(0.0, 1 - (t - 2) / 4)).margin(1e-15));
    }
    CHECK(InverseTimeDecay{.half_life = 3}(3) == 0.5);
    CHECK(WarmUp{.epochs = 2}(5) == 1);
}

TEST_CASE("schedules whose numbers make no sense are refused when they are set") {
    CHECK_THROWS_WITH(Schedule{StepDecay{.every = 0}}, "StepDecay: every must be > 0, got 0");
    CHECK_THROWS_WITH(Schedule{InverseTimeDecay{.half_life = -1}},
                      "InverseTimeDecay: half_life must be > 0, got -1");
    CHECK_THROWS_WITH(Schedule{LinearDecay{.epochs = 0}}, "LinearDecay: epochs must be > 0, got 0");
    CHECK_THROWS_WITH(Schedule{CosineDecay{.epochs = 0}}, "CosineDecay: epochs must be > 0, got 0");
    CHECK_THROWS_WITH(Schedule{CosineDecayRestarts{.epochs = 0}},
                      "CosineDecayRestarts: epochs must be > 0, got 0");
    CHECK_THROWS_WITH((Sgd{.schedule = WarmUp{.epochs = -2}}), "WarmUp: epochs must be > 0, got -2");
}
