// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/penalty.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("penalties obey the laws of penalties") {
    CHECK(check(ElasticNet{.strength = 0.3, .l1_ratio = 0.2}) == none);
    CHECK(check(GroupLasso{.strength = 0.7}) == none);
    CHECK(check(GroupLasso{.strength = 0.3, .scale_by_size = true}) == none);
    CHECK(check(L1{0.3}) == none);
    CHECK(check(L2{0.3}) == none);
    CHECK(check(Towards{.strength = 0.3, .point = Matrix<double>::Constant(5, 3, -0.7)}) == none);
    CHECK(check(L1{0.3} + L2{0.7}) == none);
    CHECK(check(subgradient(L1{0.3})) == none);
    CHECK(check(proximal(L2{0.3})) == none);
    CHECK(check(decoupled(L2{0.3})) == none);
}

TEST_CASE("penalties that are sums over entries obey the laws of penalties") {
    const Matrix<double> v = Vector<double>::LinSpaced(15, 0, 1.3).reshaped(5, 3);
    CHECK(check(HuberPenalty{.strength = 0.7, .knee = 0.4}) == none);
    CHECK(check(L0{0.3}) == none);
    CHECK(check(LHalf{0.3}) == none);
    CHECK(check(LTwoThirds{0.3}) == none);
    CHECK(check(LogSum{.strength = 0.3, .epsilon = 0.2}) == none);
    CHECK(check(Lp{.strength = 0.3, .p = 0.7}) == none);
    CHECK(check(Mcp{.strength = 0.6, .gamma = 1.3}) == none);
    CHECK(check(Scad{.strength = 0.3, .a = 2.3}) == none);
    CHECK(check(StudentT{.strength = 0.7, .scale = 0.3}) == none);
    CHECK(check(weighted(ElasticNet{.strength = 0.3}, v)) == none);
    CHECK(check(weighted(L0{0.3}, v)) == none);
    CHECK(check(MoreauEnvelope{ElasticNet{.strength = 0.7, .l1_ratio = 0.8}, 0.3}) == none);
    CHECK(check(MoreauEnvelope{GroupLasso{0.7}, 0.3}) == none);
}
