#include <regula/core/prox_order.hpp>

#include <regula/core/scheduled.hpp>
#include <regula/core/sum.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/group_lasso_over.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l21.hpp>
#include <regula/penalty/l_half.hpp>
#include <regula/penalty/l_infinity.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/oscar.hpp>
#include <regula/penalty/sparse_group_lasso.hpp>
#include <regula/penalty/total_variation.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::core_prox_order {

/// The proximal step of a sum by Dykstra's splitting, which asks for the steps of its parts in any order
/// (Bauschke and Combettes, 2008).
Matrix<double> prox_by_splitting(const auto& a, const auto& b, const Matrix<double>& w, double step) {
    Matrix<double> x = w, p = 0 * w, q = 0 * w, y = w;
    for (int i = 0; i < 5000; ++i) {
        y = x + p;
        a.prox(y, step);
        p += x - y;
        x = y + q;
        b.prox(x, step);
        q += y - x;
    }
    return x;
}

/// The sum of two penalties has the step of the splitting, in both orders, and the other order has not.
void try_sum(const auto& first, const auto& second, bool other_order_differs = true) {
    const Matrix<double> w = test::drawn<double>(3, 7, 4);
    const double step = 0.8;
    const Matrix<double> expected = prox_by_splitting(first, second, w, step);
    CHECK(expected.norm() > 0.1);
    CHECK((expected.array() == 0).any());

    Matrix<double> forward = w, backward = w, wrong = w;
    (first + second).prox(forward, step);
    (second + first).prox(backward, step);
    CHECK((forward - expected).cwiseAbs().maxCoeff() < 1e-9);
    CHECK((backward - forward).cwiseAbs().maxCoeff() < 1e-15);
    second.prox(wrong, step);
    first.prox(wrong, step);
    CHECK(((wrong - expected).cwiseAbs().maxCoeff() > 1e-3) == other_order_differs);
}

TEST_CASE("the steps of L1 and one more penalty make the step of their sum") {
    Eigen::MatrixXi groups(7, 4);
    for (Index i = 0; i < groups.size(); ++i) groups(i) = static_cast<int>(i * 5 % 8) - 1;  // -1: in none
    try_sum(TotalVariation{0.3}, L1{0.2});
    try_sum(L1{0.2}, GroupLasso{0.4});
    try_sum(L1{0.2}, L21{0.4});
    try_sum(L1{0.2}, GroupLassoOver{0.4, groups});
    try_sum(L1{0.2}, L2Norm{0.7});
    try_sum(L1{0.2}, LInfinity{2.5}, false);        // here both orders are right
    try_sum(L1{0.2}, oscar(0.02, 0.3, 28), false);  // a sorted norm: L1 only shifts its strengths
    try_sum(L1{0.2}, SparseGroupLasso{0.5, 0.3});
    try_sum(L1{0.2}, L1{0.3}, false);
}

TEST_CASE("other sums have no step of their own") {
    static_assert(ProximalPenalty<Sum<L1, TotalVariation>> && ProximalPenalty<Sum<GroupLasso, L1>>);
    static_assert(!ProximalPenalty<Sum<TotalVariation, GroupLasso>>);
    static_assert(!ProximalPenalty<Sum<GroupLasso, L21>>);
    static_assert(!ProximalPenalty<Sum<L1, NuclearNorm>> && !ProximalPenalty<Sum<L1, LHalf>>);
    static_assert(!ProximalPenalty<Sum<Sum<TotalVariation, L1>, GroupLasso>>);
    static_assert(prox_order_of<NuclearNorm> == ProxOrder::soft_thresholds && !HasProxOrder<NuclearNorm>);
    SUCCEED();
}

const Dataset<double> data{.inputs = test::drawn<double>(1, 6, 41), .targets = test::drawn<double>(2, 3, 41)};

/// The weights of a linear model after a run with the policies.
Matrix<double> trained(auto optimizer, const auto&... policies) {
    auto net = mlp<double>({6, 3}, Key{1});
    fit(net, SquaredError{}, data, optimizer, policies...);
    return net.parameters()[net.parameters().blocks().front()];
}

TEST_CASE("a run takes them in this order, however they are written") {
    const Sgd sgd{.learning_rate = 0.1, .momentum = 0.5, .epochs = 5, .batch_size = 12};
    const TotalVariation smooth{0.02};
    const L1 sparse{0.03};
    const GroupLasso units{0.05};
    const Matrix<double> expected = trained(sgd, smooth, sparse, units);
    CHECK(trained(sgd, units, sparse, smooth) == expected);
    CHECK(trained(sgd, sparse + smooth, units) == expected);
    CHECK(trained(sgd, units + sparse + smooth) == expected);
    CHECK(trained(sgd, units, scheduled([](const StepTime&) { return L1{0.03}; }), smooth) == expected);
    CHECK(trained(sgd, smooth, sparse) != expected);
}

TEST_CASE("a solver finds the same minimum in either order") {
    const ProximalGradient solver{.tolerance = 1e-12};
    const Matrix<double> expected = trained(solver, TotalVariation{0.1}, L1{0.05});
    CHECK(trained(solver, L1{0.05}, TotalVariation{0.1}) == expected);
    CHECK((expected.array() == 0).any());

    // The step from the minimum against the gradient leads back to it.
    const Index n = data.size();
    const Matrix<double> centred = data.inputs.colwise() - data.inputs.rowwise().mean();
    const Matrix<double> slope = centred * (centred.transpose() * expected - data.targets.transpose()) / n;
    Matrix<double> back = prox_by_splitting(TotalVariation{0.1}, L1{0.05}, expected - 0.1 * slope, 0.1);
    CHECK((back - expected).cwiseAbs().maxCoeff() < 1e-8);
}

}  // namespace tests::core_prox_order
