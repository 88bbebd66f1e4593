#include <regula/linear/support_factor.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the factor of a support solves its linear system, as features come and go") {
    const Index n = 30;
    const Matrix<double> x = test::drawn(1, 40, n), h = x.transpose() * x;
    const Vector<double> right = test::drawn(2, n);
    Vector<double> w = Vector<double>::Zero(n), raised = Vector<double>::Zero(n);
    SupportFactor factor;
    double worst = 0;
    for (int round = 0; round < 40; ++round) {
        const Key key{static_cast<std::uint64_t>(round) + 10};
        for (std::uint64_t change = 0; change < 4; ++change) {
            const auto i = static_cast<Index>(key.below(static_cast<std::uint64_t>(n), change));
            w[i] = w[i] == 0 ? key.normal(change) : 0;
        }
        if (round == 20) raised = test::drawn(3, n).cwiseAbs2();
        REQUIRE(factor.update(h, raised, w));
        REQUIRE(static_cast<Index>(factor.order().size()) == (w.array() != 0).count());
        Vector<double> solution = right(factor.order());
        factor.solve(solution);
        Matrix<double> block = h(factor.order(), factor.order());
        block.diagonal() += raised(factor.order());
        worst = std::max(worst, (block * solution - right(factor.order())).norm());
    }
    CHECK(worst < 1e-11);
}

TEST_CASE("the factor of a matrix that is not positive definite is refused, and the next one is not") {
    const Matrix<double> h{{1, 2}, {2, 1}};
    SupportFactor factor;
    const Vector<double> none = Vector<double>::Zero(2);
    CHECK_FALSE(factor.update(h, none, Vector<double>{{1, 1}}));
    CHECK(factor.update(h, none, Vector<double>{{0, 1}}));
    CHECK(factor.update(h, Vector<double>{{2, 2}}, Vector<double>{{1, 1}}));
}
