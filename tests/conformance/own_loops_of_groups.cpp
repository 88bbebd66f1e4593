#include <regula/constraint/max_norm.hpp>
#include <regula/penalty.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/quadratic_form.hpp>
#include <regula/penalty/rank_penalty.hpp>

#include "conformance/own_loop.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_own_loops_of_groups {
using namespace test;

const Matrix<double> v = Matrix<double>::Constant(5, 3, 0.3);

TEST_CASE("penalties of groups and of whole matrices speak and act in a loop of one's own") {
    const Eigen::MatrixXi groups =
        (Eigen::MatrixXi(5, 3) << 0, 0, 1, -1, 0, 2, 1, 1, 2, 2, 4, 4, 0, -1, 4).finished();
    const Vector<double> lambda = Vector<double>::LinSpaced(15, 2, 0);
    const Matrix<double> definite = Matrix<double>::Identity(15, 15);
    CHECK(own_loop(FusedLasso{0.3, 0.2}, FusedLasso{-1, 0.2}) == none);
    CHECK(own_loop(GroupLasso{0.7}, GroupLasso{-1}) == none);
    CHECK(own_loop(GroupLassoOver{0.3, groups}, GroupLassoOver{-1, groups}) == none);
    CHECK(own_loop(L21{0.3}, L21{-1}) == none);
    CHECK(own_loop(L2Norm{0.7}, L2Norm{-1}) == none);
    CHECK(own_loop(LInfinity{0.7}, LInfinity{-1}) == none);
    CHECK(own_loop(NuclearNorm{0.3}, NuclearNorm{-1}) == none);
    CHECK(own_loop(RankPenalty{0.3}, RankPenalty{-1}) == none);
    CHECK(own_loop(Slope{0.3, lambda}, Slope{-1, lambda}) == none);
    CHECK(own_loop(SparseGroupLasso{0.3, 0.2}, SparseGroupLasso{-1, 0.2}) == none);
    CHECK(own_loop(TotalVariation{0.3}, TotalVariation{-1}) == none);
    CHECK(own_loop(ConfidencePenalty{0.3}, ConfidencePenalty{-1}) == none);
    CHECK(own_loop(VariationalKl{0.3}, VariationalKl{-1}) == none);
    CHECK(own_loop(KlSparsity{.strength = 0.3, .target = 0.2}, KlSparsity{.strength = -1, .target = 0.2}) ==
          none);
    CHECK(own_loop(Orthogonal{0.3}, Orthogonal{-1}) == none);
    CHECK(own_loop(QuadraticForm{0.3, definite, v}, QuadraticForm{-1, definite, v}) == none);
    CHECK(own_loop(soft(MaxNorm{0.7}, 0.3), soft(MaxNorm{0.7}, -1)) == none);
}

}  // namespace tests::conformance_own_loops_of_groups
