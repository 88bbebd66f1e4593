#include <regula/core/check/mixing.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_mixing {

// Policies with one mistake each.

struct Grows {
    void mix(auto& x, auto& t, Key key) const {
        x.col(0) *= 1 + static_cast<float>(key.uniform(0));
        t.col(0) *= 2;
    }
};
struct Forgets {
    void mix(auto& x, auto&, Key) const {
        if (x.cols() > 2) x.col(0) = x.col(2);
    }
};
struct Shrinks {
    void mix(auto& x, auto&, Key key) const { x *= static_cast<float>(key.uniform(0)); }
};

TEST_CASE("wrong mixing is named") {
    CHECK(breaks(Grows{}, "mixing keeps the sum of each target"));
    CHECK(breaks(Grows{}, "mixing goes no farther than the samples that there are"));
    CHECK(breaks(Forgets{}, "targets are mixed in the proportion of inputs"));
    CHECK(breaks(Forgets{}, "another key mixes otherwise"));
    CHECK(breaks(Shrinks{}, "a single sample stays as it is"));
    CHECK(breaks(Shrinks{}, "of samples that are alike mixing makes the same"));
}

}  // namespace tests::core_check_mixing
