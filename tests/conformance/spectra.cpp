// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/constraint/psd_cone.hpp>
#include <regula/constraint/rank.hpp>
#include <regula/constraint/spectral_norm.hpp>
#include <regula/constraint/spectral_radius.hpp>
#include <regula/constraint/stiefel.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/rank_penalty.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("constraints of the spectrum obey the laws of constraints") {
    CHECK(check(PsdCone{}, 4, 4) == none);
    CHECK(check(Rank{2}) == none);
    CHECK(check(SpectralNorm{1.3}) == none);
    CHECK(check(SpectralRadius{0.7}, 4, 4) == none);
    CHECK(check(Stiefel{}) == none);
}

TEST_CASE("penalties of the spectrum obey the laws of penalties") {
    CHECK(check(NuclearNorm{0.3}) == none);
    CHECK(check(RankPenalty{0.3}) == none);
}
