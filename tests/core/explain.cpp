#include <regula/core/explain.hpp>

#include <regula/core/mode.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_explain {

// What a wrong policy hears is in tests/compile_fail; here is who hears nothing, and what the doors tell
// apart.

struct NoGradient {
    double value(const auto&) const { return 0; }
};
struct NoValue {
    void add_gradient(const auto&, auto&) const {}
};
struct ProxOnly {
    void prox(auto&, double) const {}
};
struct Forgets {
    void project(auto& w) { w.setZero(); }
};
struct Shift {
    static constexpr auto home = targets;
    void perturb(auto&, Key) const {}
};

TEST_CASE("what a policy has and lacks is told apart") {
    static_assert(HasValue<NoGradient> && !HasAddGradient<NoGradient> && !Policy<NoGradient>);
    static_assert(!HasValue<NoValue> && HasAddGradient<NoValue> && !Policy<NoValue>);
    static_assert(HasProxAlone<ProxOnly> && !HasProxAlone<L1> && !Policy<ProxOnly>);
    static_assert(ActsIfMutable<Forgets> && !Constraint<Forgets> && !Policy<Forgets>);
    static_assert(HasHome<Shift> && !HasHome<L1>);
    static_assert(!Policy<double> && !Policy<int>);
    SUCCEED();
}

TEST_CASE("a good policy in a good place passes the doors") {
    explain_policy<L1>();
    explain_policy<Dropout>();
    explain_policy<Decoupled<L1>>();
    explain_place<L1, std::remove_const_t<decltype(weights)>>();
    explain_place<L1, std::remove_const_t<decltype(hidden)>>();
    explain_place<Dropout, std::remove_const_t<decltype(inputs)>>();
    explain_place<Dropout, decltype(weights[2])>();
    explain_place<Shift, decltype(targets["targets"])>();
    SUCCEED();
}

}  // namespace tests::core_explain
