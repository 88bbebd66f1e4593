#include <regula/core/policy.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::core_policy {

struct Quartic {  // no prox, says nothing about kinks
    double strength;
    auto value(const auto& w) const { return strength * w.array().square().square().sum(); }
    void add_gradient(const auto& w, auto& g) const { g.array() += 4 * strength * w.array().cube(); }
};
struct Counter {
    auto watch(int) const {
        return [](const Record&) {};
    }
};
struct NeverStops {
    struct Watch {
        bool should_stop(auto&, const Record&) { return false; }
        void finish(auto&) {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};
struct HalfAWatch {
    struct Watch {
        bool should_stop(auto&, const Record&) { return false; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};

TEST_CASE("each policy is of its own kind and no other") {
    static_assert(Penalty<L1> && ElementwiseProx<L1> && !Constraint<L1> && !Noise<L1> && !Gate<L1> &&
                  !Decay<L1>);
    static_assert(Penalty<Quartic> && !ProximalPenalty<Quartic>);
    static_assert(Constraint<MaxNorm> && !Penalty<MaxNorm>);
    static_assert(Gate<Dropout> && !Noise<Dropout>);
    static_assert(Observer<Counter> && !Stopping<Counter>);
    static_assert(Stopping<NeverStops> && !Observer<NeverStops>);
    static_assert(!Stopping<HalfAWatch> && !Policy<HalfAWatch>);
    const auto look = [](const Record&) {};
    auto counts = [n = 0](const Record&) mutable { ++n; };
    static_assert(Observer<decltype(look)> && !Observer<decltype(counts)>);
    SUCCEED();
}

TEST_CASE("a penalty with a prox is taken to have a kink unless it says it is smooth") {
    static_assert(!is_smooth<L1> && is_smooth<L2> && is_smooth<Quartic>);
    static_assert(!ProximalPenalty<Sum<L1, L1>>);
    SUCCEED();
}

TEMPLATE_TEST_CASE("a sum charges both and adds both gradients to what was there", "", float, double) {
    const auto sum = L1{0.3} + L2{0.5} + Quartic{0.1};
    Matrix<TestType> w(2, 3), g = Matrix<TestType>::Constant(2, 3, TestType{2});
    w << TestType(1.5), TestType(-0.5), TestType(0.25), TestType(-2), TestType(0.75), TestType(1);
    const double expected = static_cast<double>(L1{0.3}.value(w)) + static_cast<double>(L2{0.5}.value(w)) +
                            static_cast<double>(Quartic{0.1}.value(w));
    CHECK(static_cast<double>(sum.value(w)) == Approx(expected).epsilon(1e-6));
    sum.add_gradient(w, g);
    const Matrix<double> slope =
        test::differences(w.template cast<double>(), [&](const auto& at) { return sum.value(at); });
    CHECK((g.template cast<double>() - slope).isConstant(2, 1e-5));
}

TEST_CASE("a sum validates both its parts") {
    CHECK_NOTHROW(validate(L1{0} + L2{0}));
    CHECK_THROWS_WITH(validate(L1{0.1} + L2{-2.0}), "L2: strength must be >= 0, got -2");
    CHECK_THROWS_WITH(validate((L1{-0.1} + L2{2.0}) + Quartic{1}), "L1: strength must be >= 0, got -0.1");
    CHECK_THROWS_AS(validate(L1{std::nan("")}), std::invalid_argument);
    CHECK_NOTHROW(validate(Quartic{-1}));  // it has no check()
}

TEST_CASE("a scheduled policy is what its function makes of the moment") {
    const auto moving = scheduled([](const Moment& now) { return Dropout{0.1 * now.epoch}; });
    CHECK(at(moving, Moment{.epoch = 3}).drop_probability == Approx(0.3));
    static_assert(std::is_same_v<policy_at<std::remove_const_t<decltype(moving)>>, Dropout>);
    static_assert(std::is_same_v<policy_at<L1>, L1>);
    const auto fading = scheduled(L2{0.8}, Linear{.epochs = 4});
    CHECK(at(fading, Moment{}).strength == 0.8);
    CHECK(at(fading, Moment{.epoch = 1}).strength == Approx(0.6));
    CHECK(at(fading, Moment{.epoch = 9}).strength == 0);
    CHECK_THROWS_WITH(scheduled(L2{0.8}, Linear{.epochs = 0}), "Linear: epochs must be > 0, got 0");
}

TEST_CASE("any coefficient follows a schedule, if it is named, and the others stay") {
    struct Louder : GaussianNoise {};  // a field that it inherits
    const auto rising =
        scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return epoch / 4; });
    static_assert(Gate<policy_at<std::remove_const_t<decltype(rising)>>>);
    CHECK(at(rising, Moment{}).drop_probability == 0);
    CHECK(at(rising, Moment{.epoch = 3}).drop_probability == Approx(0.375));
    const auto louder = scheduled(Louder{{0.3}}, &Louder::stddev, [](double epoch) { return 1 + epoch; });
    CHECK(at(louder, Moment{.epoch = 2}).stddev == Approx(0.9));
    const auto norm = scheduled(MaxNorm{.radius = 3}, &MaxNorm::radius, Linear{.epochs = 4, .to = 0.5});
    CHECK(at(norm, Moment{.epoch = 2}).radius == Approx(3 * 0.75));
}

TEST_CASE("a schedule that leads a coefficient out of its range is refused by the policy") {
    const auto beyond =
        scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return epoch; });
    CHECK_NOTHROW(at(beyond, Moment{.epoch = 1.5}));
    CHECK_THROWS_WITH(at(beyond, Moment{.epoch = 2}), "Dropout: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH(scheduled(Dropout{0.5}, &Dropout::drop_probability, Linear{.epochs = 0}),
                      "Linear: epochs must be > 0, got 0");
}

}  // namespace tests::core_policy
