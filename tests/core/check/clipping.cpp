#include <regula/core/check/clipping.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_clipping {

template <class P>
using ScalarOf = typename std::remove_cvref_t<P>::Scalar;

// Policies with one mistake each.

struct Normalises {
    double max_norm;
    void clip(auto& g) const { g = (ScalarOf<decltype(g)>(max_norm) / g.norm()) * g; }
};
struct Shrinks {
    void clip(auto& g) const { g = 0.5 * g; }
};
struct TurnsBack {
    void clip(auto& g) const { g = -g; }
};

TEST_CASE("a wrong clipping is named") {
    CHECK(breaks(Normalises{0.7}, "clip lengthens no gradient"));
    CHECK(breaks(Normalises{0.7}, "clip leaves a short gradient as it is"));
    CHECK(breaks(Shrinks{}, "clipping twice is clipping once"));
    CHECK(breaks(TurnsBack{}, "clip never turns a gradient back"));
}

}  // namespace tests::core_check_clipping
