#include <regula/core/check/ascent.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_ascent {

// Policies with one mistake each.

struct GoesDown {
    bool ascend(auto& w, const auto& g) const { return w -= g, g.norm() > 0; }
};
struct SaysNothing {
    bool ascend(auto& w, const auto& g) const { return w += g, false; }
};
struct Drifts {
    bool ascend(auto& w, const auto& g) const {
        w.array() += 1;
        w += g;
        return true;
    }
};

TEST_CASE("a wrong ascent is named") {
    CHECK(breaks(GoesDown{}, "ascend does not go down the gradient"));
    CHECK(breaks(SaysNothing{}, "where ascend says that it did not move, it did not"));
    CHECK(breaks(Drifts{}, "without a gradient ascend stays"));
}

}  // namespace tests::core_check_ascent
