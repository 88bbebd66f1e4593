#include <regula/core/policy.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

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
    SUCCEED();
}

}  // namespace tests::core_policy
