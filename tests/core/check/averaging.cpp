#include <regula/core/check/averaging.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_averaging {

// Policies with one mistake each.

struct Counts {
    double share_of_update(Index t) const { return static_cast<double>(t); }
};
struct Extrapolates {
    double share_of_epoch(int epoch) const { return epoch < 900 ? 0.5 : -0.1; }
};
struct Forgets {
    static inline double asked = 0;
    double share_of_epoch(int) const { return 1 / ++asked; }
};

TEST_CASE("a wrong average is named") {
    CHECK(breaks(Counts{}, "the share of the parameters in the mean is from 0 to 1"));
    CHECK(breaks(Extrapolates{}, "the share of the parameters in the mean is from 0 to 1"));
    CHECK(breaks(Forgets{}, "the share depends on nothing but the count"));
}

}  // namespace tests::core_check_averaging
