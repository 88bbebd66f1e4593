#include <regula/penalty/sparse_group_lasso.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/group_norms.hpp"

using namespace regula;

TEST_CASE("the prox of the sparse group lasso is what reweighted least squares find, without the heap") {
    int zero_units = 0, zero_weights = 0;
    for (const double t : {0.2, 0.6, 1.5}) {
        const Matrix<double> w = test::drawn(6, 4, 5);
        const SparseGroupLasso both{.strength = 0.9, .l1_ratio = 0.4, .scale_by_size = true};
        std::vector<test::PricedGroup> groups = test::columns(0.9 * 0.6 * 2, 4, 5);  // the root of 4 inputs
        for (Index k = 0; k < w.size(); ++k) groups.push_back({0.9 * 0.4, {k}});
        Matrix<double> u = w;
        const auto before = allocations();
        both.prox(u, t);
        CHECK(allocations() == before);
        CHECK((u - test::least_with_group_norms(w, t, groups)).norm() <= 1e-9);
        zero_units += static_cast<int>((u.colwise().norm().array() == 0).count());
        zero_weights += static_cast<int>((u.array() == 0).count());
    }
    CHECK(zero_units > 0);
    CHECK(zero_weights > 4 * zero_units);  // within units that stay
}

TEST_CASE("the sparse group lasso is L1 at the ratio 1, and the group lasso at 0") {
    const Matrix<double> w = test::drawn(7, 3, 2);
    const auto same = [&](const auto& a, const auto& b) {
        Matrix<double> ga = w, gb = w, ua = w, ub = w;
        a.add_gradient(w, ga);
        b.add_gradient(w, gb);
        a.prox(ua, 0.8);
        b.prox(ub, 0.8);
        CHECK(a.value(w) == b.value(w));
        CHECK(ga == gb);
        CHECK(ua == ub);
    };
    same(SparseGroupLasso{.strength = 0.7, .l1_ratio = 1}, L1{0.7});
    same(SparseGroupLasso{.strength = 0.7, .l1_ratio = 0}, GroupLasso{0.7});
}

TEST_CASE("the conjugate of the sparse group lasso thresholds, then measures") {
    const Eigen::Vector3f y{4, -5, 0.5};  // thresholded by 1: 3, -4, 0
    CHECK(SparseGroupLasso{.strength = 6.01, .l1_ratio = 1 / 6.01}.conjugate(y) == 0);
    CHECK(std::isinf(SparseGroupLasso{.strength = 5.99, .l1_ratio = 1 / 5.99}.conjugate(y)));
    CHECK_THROWS_WITH(SparseGroupLasso{-1}.check(), "SparseGroupLasso: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((SparseGroupLasso{1, 1.5}.check()),
                      "SparseGroupLasso: l1_ratio must be in [0, 1], got 1.5");
}
