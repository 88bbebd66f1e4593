#include <regula/penalty/fused_lasso.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_fused_lasso {

/// The least |u - x|^2 / 2 + fuse sum |u_{i+1} - u_i| + zero |u|_1 by its dual, u = x - D'z - v.
Vector<double> by_dual(const Vector<double>& x, double fuse, double zero) {
    const Index n = x.size();
    Vector<double> z = Vector<double>::Zero(n - 1), v = Vector<double>::Zero(n), u = x;
    for (int i = 0; i < 50000; ++i) {
        u = x - v;
        u.tail(n - 1) -= z;
        u.head(n - 1) += z;
        z = (z + (u.tail(n - 1) - u.head(n - 1)) / 5).cwiseMax(-fuse).cwiseMin(fuse);
        v = (v + u / 5).cwiseMax(-zero).cwiseMin(zero);
    }
    return u;
}

TEST_CASE("the prox of the fused lasso is what its dual finds, without the heap") {
    int zero = 0, equal = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Vector<double> x = test::drawn(seed, 6);
        Vector<double> u = x;
        const auto before = allocations();
        FusedLasso{.strength = 0.9, .l1_ratio = 0.3}.prox(u, 0.5);
        CHECK(allocations() == before);
        CHECK((u - by_dual(x, 0.5 * 0.9 * 0.7, 0.5 * 0.9 * 0.3)).norm() <= 1e-8);
        zero += static_cast<int>((u.array() == 0).count());
        equal += static_cast<int>((u.head(5).array() == u.tail(5).array()).count());
    }
    CHECK(zero > 5);
    CHECK(equal > 20);
}

TEST_CASE("the fused lasso is L1 at the ratio 1, and total variation at 0") {
    const Matrix<double> w = test::drawn(7, 5, 2);
    CHECK(FusedLasso{0.7, 1}.value(w) == L1{0.7}.value(w));
    CHECK(FusedLasso{0.7, 0}.value(w) == TotalVariation{0.7}.value(w));
    CHECK_THROWS_WITH(FusedLasso{-1}.check(), "FusedLasso: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((FusedLasso{1, -0.5}.check()), "FusedLasso: l1_ratio must be in [0, 1], got -0.5");
}

}  // namespace tests::penalty_fused_lasso
