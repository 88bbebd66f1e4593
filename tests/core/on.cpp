#include <regula/core/on.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_on {

struct Plus {
    void perturb(auto& x, Key) const { x.array() += 1.0; }
};
struct Smooths {
    static constexpr auto home = targets;
    void perturb(auto& x, Key) const { x.array() += 1.0; }
};
struct Clip {
    void clip(auto& g) const { g = 0.5 * g; }
};

template <class P>
using Where = decltype(placed(std::declval<P>()).where);
template <class P, const auto& place>
constexpr bool goes_to = std::is_same_v<Where<P>, std::remove_cvref_t<decltype(place)>>;

TEST_CASE("a bare policy goes where the book puts it") {
    static_assert(goes_to<L1, weights> && goes_to<L2, weights> && goes_to<MaxNorm, weights>);
    static_assert(goes_to<Decoupled<L2>, weights> && goes_to<Sum<L1, L2>, weights>);
    static_assert(goes_to<Dropout, hidden>);
    static_assert(goes_to<Plus, inputs>);
    static_assert(goes_to<Smooths, targets>);
    SUCCEED();
}

TEST_CASE("a policy that changes in time goes where the policy would that it returns") {
    const auto moving = scheduled([](const StepTime& now) { return Dropout{0.1 * now.epoch}; });
    static_assert(goes_to<std::remove_const_t<decltype(moving)>, hidden>);
    SUCCEED();
}

TEST_CASE("a policy of the run as a whole has no place, and one that is placed stays there") {
    static_assert(!is_placed<decltype(placed(Clip{}))>);
    const auto look = [](const Record&) {};
    static_assert(!is_placed<decltype(placed(look))>);
    const auto put = placed(on(biases, L2{0.3}));
    static_assert(
        std::is_same_v<std::remove_cvref_t<decltype(put.where)>, std::remove_cvref_t<decltype(biases)>>);
    CHECK(put.policy.strength == 0.3);
    CHECK(on(weights[3], L1{2}).where.selects.layer == 3);
}

TEST_CASE("a sum in a place is its parts, each in that place") {
    const auto all = parts(on(weights[2], L1{0.1} + L2{0.2} + L1{0.3}));
    static_assert(std::tuple_size_v<std::remove_const_t<decltype(all)>> == 3);
    CHECK(std::get<0>(all).policy.strength == 0.1);
    CHECK(std::get<1>(all).policy.strength == 0.2);
    CHECK(std::get<2>(all).policy.strength == 0.3);
    CHECK(std::get<2>(all).where.selects.layer == 2);
    static_assert(std::tuple_size_v<decltype(parts(on(weights, L1{1})))> == 1);
}

}  // namespace tests::core_on
