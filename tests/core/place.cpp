#include <regula/core/place.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_place {

const Block first{.role = Role::weight, .layer = 0, .name = "0.weight", .rows = 4, .cols = 3};
const Block second{.role = Role::weight, .layer = 1, .name = "1.weight", .rows = 3, .cols = 2};

template <class Where>
constexpr int roles() {
    return Where::template has<Role::input> + 2 * Where::template has<Role::target> +
           4 * Where::template has<Role::weight> + 8 * Where::template has<Role::bias> +
           16 * Where::template has<Role::hidden>;
}

TEST_CASE("a place has its roles in its type, however it selects") {
    static_assert(roles<decltype(inputs)>() == 1 && roles<decltype(targets)>() == 2);
    static_assert(roles<decltype(weights)>() == 4 && roles<decltype(biases)>() == 8);
    static_assert(roles<decltype(parameters)>() == 12 && roles<decltype(hidden)>() == 16);
    static_assert(roles<decltype(weights[1])>() == 4 && roles<decltype(biases["x"])>() == 8);
    static_assert(decltype(weights)::within<std::remove_cvref_t<decltype(parameters)>>);
    static_assert(!decltype(parameters)::within<std::remove_cvref_t<decltype(weights)>>);
    SUCCEED();
}

TEST_CASE("a place selects all blocks, those of a layer, one by name, or such as a predicate says") {
    CHECK(weights.selects(first));
    CHECK(weights.selects(second));
    CHECK(!weights[1].selects(first));
    CHECK(weights[1].selects(second));
    CHECK(weights["0.weight"].selects(first));
    CHECK(!weights["0.weight"].selects(second));
    const auto wide = weights.such([](const Block& block) { return block.rows > 3; });
    CHECK(wide.selects(first));
    CHECK(!wide.selects(second));
    CHECK(first.size() == 12);
}

TEST_CASE("a place reads as it was written") {
    CHECK(inputs.text() == "inputs");
    CHECK(branches[2].text() == "branches[2]");
    CHECK(noise_scales.text() == "noise_scales");
    CHECK(targets.text() == "targets");
    CHECK(weights.text() == "weights");
    CHECK(biases.text() == "biases");
    CHECK(parameters.text() == "parameters");
    CHECK(hidden[2].text() == "hidden[2]");
    CHECK(weights["decoder.weight"].text() == "weights[\"decoder.weight\"]");
    CHECK(biases.such([](const Block&) { return true; }).text() == "biases.such(...)");
}

}  // namespace tests::core_place
