#include <regula/penalty/total_variation.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("total variation charges steps along a column and flattens them", "", float, double) {
    Matrix<TestType> w(4, 2), g = Matrix<TestType>::Zero(4, 2), expected(4, 2);
    w << 0, 5, 0, 5, 8, 1, 8, 1;
    expected << 0, 0.5, 0, 0.5, 0, -0.5, 0, -0.5;
    CHECK(TotalVariation{0.5}.value(w) == 6);
    TotalVariation{0.5}.add_gradient(w, g);
    expected << 0, 0, -0.5, 0.5, 0.5, -0.5, 0, 0;
    CHECK(g == expected);
    const auto before = allocations();
    TotalVariation{0.5}.prox(w, 4);
    CHECK(allocations() == before);
    expected << 1, 4, 1, 4, 7, 2, 7, 2;
    CHECK(w == expected);
}

TEST_CASE("what the prox of total variation takes away is a subgradient") {
    const Matrix<double> w = test::drawn(1, 40, 3);
    Matrix<double> u = w;
    TotalVariation{0.9}.prox(u, 0.7);
    const Matrix<double> y = (w - u) / 0.7;
    CHECK(std::abs(y.cwiseProduct(u).sum() - TotalVariation{0.9}.value(u)) <= 1e-12);
    for (Index j = 0; j < 3; ++j) {
        double sum = 0, most = 0;
        for (Index i = 0; i < 40; ++i) most = std::max(most, std::abs(sum += y(i, j)));
        CHECK(most <= 0.9 + 1e-12);
        CHECK(std::abs(sum) <= 1e-12);
    }
}

TEST_CASE("a column with a NaN stays as it is, and the others do not") {
    Matrix<double> w = test::drawn(2, 5, 2);
    w(3, 0) = std::nan("");
    Matrix<double> u = w;
    TotalVariation{1}.prox(u, 100);
    CHECK(u.col(0).head(3) == w.col(0).head(3));
    CHECK(std::isnan(u(3, 0)));
    CHECK((u.col(1).array() - w.col(1).mean()).matrix().norm() <= 1e-14);
    CHECK_THROWS_WITH(TotalVariation{-1}.check(), "TotalVariation: strength must be >= 0, got -1");
}
