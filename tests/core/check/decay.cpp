#include <regula/core/check/decay.hpp>

#include <regula/penalty/l2.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_decay {

// Policies with one mistake each.

struct WrongWay {
    L2 penalty;
    void decay(auto& w, double step) const { w = w * (1 + step * penalty.strength); }
};
struct DecaysAnyway {
    void decay(auto& w, double step) const { w = w * (1 - 0.1 * step) / 2; }
};

TEST_CASE("a wrong decay is named") {
    CHECK(breaks(WrongWay{{0.3}}, "decay is a step against the gradient"));
    CHECK(breaks(DecaysAnyway{}, "decay with a step of 0 changes nothing"));
}

}  // namespace tests::core_check_decay
