#include <regula/core/policy_kinds.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_policy_kinds {

template <class... Ps>
PolicyKinds<Ps...> kinds_of(const std::tuple<Ps...>&) {
    return {};
}

const auto policies =
    std::tuple{on(weights, L1{0.1}), on(hidden, Dropout{0.3}),       on(parameters, L2{0.2}),
               EarlyStopping{},      on(inputs, GaussianNoise{0.1}), on(weights[1], MaxNorm{2})};
using Kinds = decltype(kinds_of(policies));

TEST_CASE("the policies of a run are sorted by kind and by role when the program is compiled") {
    static_assert(Kinds::all == 0b111111);
    static_assert(Kinds::penalty == 0b000101 && Kinds::smooth == 0b000100 && Kinds::by_prox == 0b000001);
    static_assert(Kinds::gate == 0b000010 && Kinds::noise == 0b010000 && Kinds::constraint == 0b100000);
    static_assert(Kinds::stopping == 0b001000 && Kinds::averaging == 0 && Kinds::clipping == 0);
    static_assert(Kinds::at_role<Role::weight> == 0b100101 && Kinds::at_role<Role::bias> == 0b000100);
    static_assert(Kinds::at_role<Role::hidden> == 0b000010 && Kinds::at_role<Role::output> == 0);
    static_assert(Kinds::gate_by_gains<Role::hidden> == 0b000010 || AffineGate<Dropout>);
    static_assert(PolicyKinds<>::all == 0);
    SUCCEED();
}

TEST_CASE("penalties and constraints do not count in the number of a random policy") {
    static_assert(Kinds::random_before(1) == 0 && Kinds::random_before(4) == 1 &&
                  Kinds::random_before(5) == 2);
    SUCCEED();
}

TEST_CASE("a visit to a set of policies meets its members alone, in order") {
    std::vector<std::size_t> met;
    for_each_policy<Kinds::penalty | Kinds::constraint>(
        policies, [&](const auto&, std::size_t number) { met.push_back(number); });
    CHECK(met == std::vector<std::size_t>{0, 2, 5});
    for_each_policy<0>(policies, [&](const auto&, std::size_t number) { met.push_back(number); });
    CHECK(met.size() == 3);
}

}  // namespace tests::core_policy_kinds
