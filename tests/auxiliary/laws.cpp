#include <regula/auxiliary/laws.hpp>

#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/core/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the laws of auxiliary losses are asked in both precisions, at any strength") {
    for (const double strength : {0.0, 0.3, 5.0}) {
        const auto broken = check(InputGradientPenalty{strength});
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}
