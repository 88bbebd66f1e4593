#include <regula/core/scheduled.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_scheduled {

TEST_CASE("a scheduled policy is what its function makes of the moment") {
    const auto moving = scheduled([](const StepTime& now) { return Dropout{0.1 * now.epoch}; });
    CHECK(at(moving, StepTime{.epoch = 3}).drop_probability == Approx(0.3));
    static_assert(std::is_same_v<policy_at<std::remove_const_t<decltype(moving)>>, Dropout>);
    static_assert(std::is_same_v<policy_at<L1>, L1>);
    const auto fading = scheduled(L2{0.8}, LinearDecay{.epochs = 4});
    CHECK(at(fading, StepTime{}).strength == 0.8);
    CHECK(at(fading, StepTime{.epoch = 1}).strength == Approx(0.6));
    CHECK(at(fading, StepTime{.epoch = 9}).strength == 0);
    CHECK_THROWS_WITH(scheduled(L2{0.8}, LinearDecay{.epochs = 0}), "LinearDecay: epochs must be > 0, got 0");
}

TEST_CASE("any coefficient follows a schedule, if it is named, and the others stay") {
    struct Louder : GaussianNoise {};  // a field that it inherits
    const auto rising =
        scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return epoch / 4; });
    static_assert(Gate<policy_at<std::remove_const_t<decltype(rising)>>>);
    CHECK(at(rising, StepTime{}).drop_probability == 0);
    CHECK(at(rising, StepTime{.epoch = 3}).drop_probability == Approx(0.375));
    const auto louder = scheduled(Louder{{0.3}}, &Louder::stddev, [](double epoch) { return 1 + epoch; });
    CHECK(at(louder, StepTime{.epoch = 2}).stddev == Approx(0.9));
    const auto norm = scheduled(MaxNorm{.radius = 3}, &MaxNorm::radius, LinearDecay{.epochs = 4, .to = 0.5});
    CHECK(at(norm, StepTime{.epoch = 2}).radius == Approx(3 * 0.75));
}

TEST_CASE("a schedule that leads a coefficient out of its range is refused by the policy") {
    const auto beyond =
        scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return epoch; });
    CHECK_NOTHROW(at(beyond, StepTime{.epoch = 1.5}));
    CHECK_THROWS_WITH(at(beyond, StepTime{.epoch = 2}), "Dropout: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH(scheduled(Dropout{0.5}, &Dropout::drop_probability, LinearDecay{.epochs = 0}),
                      "LinearDecay: epochs must be > 0, got 0");
}

}  // namespace tests::core_scheduled
