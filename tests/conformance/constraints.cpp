// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/constraint.hpp>
#include <regula/penalty.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("constraints obey the laws of constraints") {
    CHECK(check(Box{.lower = -0.2, .upper = 0.7}) == none);
    CHECK(check(L1Ball{1.3}) == none);
    CHECK(check(L2Ball{1.3}) == none);
    CHECK(check(MaxNorm{0.7}) == none);
    CHECK(check(NonNegative{}) == none);
    CHECK(check(UnitNorm{}) == none);
}

TEST_CASE(
    "constraints of constraints, penalties as constraints, and constraints as penalties obey the laws") {
    CHECK(check(intersect(MaxNorm{0.7}, NonNegative{}, L1Ball{1.3})) == none);
    CHECK(check(constrained(ElasticNet{0.3, 0.2}, 0.7)) == none);
    CHECK(check(constrained(GroupLasso{0.3}, 0.7)) == none);
    CHECK(check(soft(MaxNorm{0.7}, 0.3)) == none);
}
