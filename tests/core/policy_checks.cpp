#include <regula/core/policy_checks.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_policy_checks {

const std::vector<Block> blocks{{.role = Role::weight, .layer = 0, .name = "0.weight", .rows = 4, .cols = 3},
                                {.role = Role::bias, .layer = 0, .name = "0.bias", .rows = 3, .cols = 1},
                                {.role = Role::weight, .layer = 1, .name = "1.weight", .rows = 3, .cols = 2},
                                {.role = Role::bias, .layer = 1, .name = "1.bias", .rows = 2, .cols = 1}};

std::string refused(const auto& attached) {
    try {
        attached.check(blocks);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "nothing";
}

TEST_CASE("a place that selects nothing is refused in a sentence that says what there is") {
    CHECK(refused(pipeline(L2{1}, on(biases[1], L2{1}))) == "nothing");
    CHECK(refused(pipeline(on(weights[2], L2{1}))) ==
          "L2: weights[2] selects no block of this model; there are: 0.weight, 1.weight");
    CHECK(refused(pipeline(on(weights["0.wait"], MaxNorm{1}))) ==
          "MaxNorm: weights[\"0.wait\"] selects no block of this model; there are: 0.weight, 1.weight");
    CHECK(refused(pipeline(Dropout{0.5})) ==
          "Dropout: hidden selects no block of this model; it has none there");
    const auto moving = scheduled([](const StepTime&) { return L2{1}; });
    CHECK(refused(pipeline(on(weights[7], moving))) ==
          "L2: weights[7] selects no block of this model; there are: 0.weight, 1.weight");
    CHECK(refused(pipeline(L1{1}, L2{-0.1})) == "L2: strength must be >= 0, got -0.1");
    CHECK(refused(pipeline(when(false, L2{-0.1}))) == "nothing");
}

TEST_CASE("terms are named after policy and place, and no two alike") {
    const auto names = pipeline(L2{1}, MaxNorm{1}, on(weights[1], subgradient(L1{1})),
                                on(parameters, L1{1} + L2{1}), L2{2}, decoupled(L2{1}))
                           .names();
    CHECK(names == std::vector<std::string>{"L2 on weights", "", "L1 on weights[1]", "L1 on parameters",
                                            "L2 on parameters", "L2 on weights (2)", ""});
}

}  // namespace tests::core_policy_checks
