#include <regula/penalty.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_entries {
using namespace test;

const Matrix<double> v = Matrix<double>::Constant(5, 3, 0.3);

TEST_CASE("penalties that are sums over entries speak and act in a loop of one's own") {
    CHECK(own_loop(ElasticNet{0.3, 0.2}, ElasticNet{-1, 0.2}) == none);
    CHECK(own_loop(HuberPenalty{0.7, 0.4}, HuberPenalty{-1, 0.4}) == none);
    CHECK(own_loop(L0{0.3}, L0{-1}) == none);
    CHECK(own_loop(L1{0.3}, L1{-1}) == none);
    CHECK(own_loop(L2{0.3}, L2{-1}) == none);
    CHECK(own_loop(LHalf{0.3}, LHalf{-1}) == none);
    CHECK(own_loop(LTwoThirds{0.3}, LTwoThirds{-1}) == none);
    CHECK(own_loop(LogSum{0.3, 0.2}, LogSum{-1, 0.2}) == none);
    CHECK(own_loop(Lp{0.3, 0.7}, Lp{-1, 0.7}) == none);
    CHECK(own_loop(Mcp{0.6, 1.3}, Mcp{-1, 1.3}) == none);
    CHECK(own_loop(Scad{0.3, 2.3}, Scad{-1, 2.3}) == none);
    CHECK(own_loop(StudentT{0.7, 0.3}, StudentT{-1, 0.3}) == none);
    CHECK(own_loop(Towards{0.3, v}, Towards{-1, v}) == none);
    CHECK(own_loop(weighted(L1{0.3}, v), weighted(L1{0.3}, -v)) == none);
    CHECK(own_loop(MoreauEnvelope{L1{0.7}, 0.3}, MoreauEnvelope{L1{0.7}, -1}) == none);
    CHECK(own_loop(subgradient(L1{0.3}), subgradient(L1{-1})) == none);
    CHECK(own_loop(proximal(L2{0.3}), proximal(L2{-1})) == none);
    CHECK(own_loop(decoupled(L2{0.3}), decoupled(L2{-1})) == none);
}

}  // namespace tests::conformance_own_loops_of_entries
