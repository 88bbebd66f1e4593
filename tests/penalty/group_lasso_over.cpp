#include <regula/penalty/group_lasso_over.hpp>

#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l21.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/group_norms.hpp"

using namespace regula;

namespace tests::penalty_group_lasso_over {

/// Of 3 x 4 weights: a square, a corner, a single one; two that are free; and no group 2.
Eigen::MatrixXi numbers() {
    return (Eigen::MatrixXi(3, 4) << 0, 0, 1, 1, 0, 0, -1, 1, 3, -7, 1, 1).finished();
}

TEMPLATE_TEST_CASE("columns and rows as groups are the group lasso and L21", "", float, double) {
    Eigen::MatrixXi by_column(3, 4), by_row(3, 4);
    for (int j = 0; j < 4; ++j) by_column.col(j).setConstant(j);
    for (int i = 0; i < 3; ++i) by_row.row(i).setConstant(i);
    const auto same = [](const auto& a, const auto& b) {
        const Matrix<TestType> w = test::drawn<TestType>(1, 3, 4);
        Matrix<TestType> ga = w, gb = w, ua = w, ub = w;
        CHECK(std::abs(a.value(w) - b.value(w)) <= 1e-6);
        a.add_gradient(w, ga);
        b.add_gradient(w, gb);
        CHECK((ga - gb).norm() <= 1e-6);
        a.prox(ua, 1.7);
        b.prox(ub, 1.7);
        CHECK((ua - ub).norm() <= 1e-6);
        CHECK(ua.cwiseAbs().minCoeff() == 0);
        CHECK(ua.norm() > 0);
    };
    same(GroupLassoOver{.strength = 0.9, .groups = by_column}, GroupLasso{0.9});
    same(GroupLassoOver{.strength = 0.5, .groups = by_column, .scale_by_size = true}, GroupLasso{0.5, true});
    same(GroupLassoOver{.strength = 1.1, .groups = by_row}, L21{1.1});
}

TEST_CASE("the prox over any groups is what reweighted least squares find, on a block and without the heap") {
    const double five = std::sqrt(5.0);
    const GroupLassoOver groups{.strength = 0.7, .groups = numbers(), .scale_by_size = true};
    for (const double t : {0.2, 1.1}) {
        const Matrix<double> w = test::drawn(8, 3, 4);
        Matrix<double> around = Matrix<double>::Ones(6, 7);
        auto u = around.block(2, 1, 3, 4);
        u = w;
        const auto before = allocations();
        groups.prox(u, t);
        CHECK(allocations() == before);
        const auto expected = test::least_with_group_norms(
            w, t, {{0.7 * 2, {0, 1, 3, 4}}, {0.7 * five, {6, 8, 9, 10, 11}}, {0.7, {2}}});
        CHECK((u - expected).norm() <= 1e-9);
        CHECK(u(1, 2) == w(1, 2));  // in no group
        CHECK(u(2, 1) == w(2, 1));
    }
}

TEST_CASE("groups of another shape are refused in a sentence") {
    const GroupLassoOver groups{.strength = 1, .groups = numbers()};
    Matrix<float> w = Matrix<float>::Zero(4, 3), g = w;
    const char* sentence =
        "GroupLassoOver: the groups are those of 3 x 4 entries, the block that it meets is 4 x 3";
    CHECK_THROWS_WITH(groups.value(w), sentence);
    CHECK_THROWS_WITH(groups.add_gradient(w, g), sentence);
    CHECK_THROWS_WITH(groups.prox(w, 1.0), sentence);
    CHECK_THROWS_WITH((GroupLassoOver{-1, numbers()}.check()),
                      "GroupLassoOver: strength must be >= 0, got -1");
}

}  // namespace tests::penalty_group_lasso_over
