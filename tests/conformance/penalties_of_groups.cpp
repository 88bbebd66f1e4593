// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/penalty.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("penalties of groups and of orders obey the laws of penalties") {
    const Eigen::MatrixXi groups =
        (Eigen::MatrixXi(5, 3) << 0, 0, 1, -1, 0, 2, 1, 1, 2, 2, 4, 4, 0, -1, 4).finished();
    CHECK(check(FusedLasso{.strength = 0.3, .l1_ratio = 0.2}) == none);
    CHECK(check(GroupLassoOver{.strength = 0.3, .groups = groups}) == none);
    CHECK(check(GroupLassoOver{.strength = 0.2, .groups = groups, .scale_by_size = true}) == none);
    CHECK(check(L21{0.3}) == none);
    CHECK(check(L2Norm{0.7}) == none);
    CHECK(check(LInfinity{0.7}) == none);
    CHECK(check(Slope{.strength = 0.3, .lambda = Vector<double>::LinSpaced(15, 2, 0)}) == none);
    CHECK(check(SparseGroupLasso{.strength = 0.3, .l1_ratio = 0.2}) == none);
    CHECK(check(SparseGroupLasso{.strength = 0.2, .l1_ratio = 0.7, .scale_by_size = true}) == none);
    CHECK(check(TotalVariation{0.3}) == none);
}
