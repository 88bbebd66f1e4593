#include <regula/theory/bagging.hpp>

#include <regula/core/random.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"

#include <bit>

using namespace regula;

namespace tests::theory_bagging {

using Catch::Matchers::WithinRel;

TEST_CASE("a bootstrap sample holds as many as are counted over all, and as many as are drawn") {
    // All 4^4 samples of 4.
    double distinct = 0;
    for (int sample = 0; sample < 256; ++sample) {
        unsigned seen = 0;
        for (int k = 0; k < 4; ++k) seen |= 1u << (sample >> (2 * k) & 3);
        distinct += std::popcount(seen);
    }
    CHECK_THAT(theory::bootstrap_fraction(4), WithinRel(distinct / 256 / 4, 1e-14));
    theory::Mean drawn;
    for (std::uint64_t sample = 0; sample < 2000; ++sample) {
        std::vector<int> seen(100, 0);
        for (std::uint64_t k = 0; k < 100; ++k) seen[Key{1}[sample].below(100, k)] = 1;
        drawn.add(Labels::Map(seen.data(), 100).sum() / 100.0);
    }
    CHECK(drawn.z(theory::bootstrap_fraction(100), 1e-3) < 4);
    CHECK(drawn.z(1 - std::exp(-1.0), 1e-3) < 4);
}

TEST_CASE("the bootstrap fraction falls to 1 - 1/e, with an excess of 1/(2 e n)") {
    CHECK(theory::bootstrap_fraction(1) == 1);
    const double excess = theory::bootstrap_fraction(60000) - (1 - std::exp(-1.0));
    CHECK_THAT(excess, WithinRel(1 / (2 * std::exp(1.0) * 60000), 1e-4));
}

}  // namespace tests::theory_bagging
