#include <regula/penalty/kl_sparsity.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_kl_sparsity {

double kl(double r, double q) { return r * std::log(r / q) + (1 - r) * std::log((1 - r) / (1 - q)); }

TEMPLATE_TEST_CASE("KL sparsity is of the means of the rows, times the number of columns", "", float,
                   double) {
    Matrix<TestType> h(2, 3), g = Matrix<TestType>::Ones(2, 3);
    h << 0.25f, 0.5f, 0.75f, 0.125f, 0.25f, 0;  // means 1/2 and 1/8
    const KlSparsity sparsity{.strength = 0.3, .target = 0.1};
    CHECK(std::abs(sparsity.value(h) - 3 * 0.3 * (kl(0.1, 0.5) + kl(0.1, 0.125))) <= 1e-12);
    sparsity.add_gradient(h, g);
    const double slopes[] = {0.3 * (0.9 / 0.5 - 0.1 / 0.5), 0.3 * (0.9 / 0.875 - 0.1 / 0.125)};
    for (Index i = 0; i < 2; ++i)
        for (Index j = 0; j < 3; ++j) CHECK(std::abs(static_cast<double>(g(i, j)) - 1 - slopes[i]) <= 1e-6);
}

TEST_CASE("KL sparsity is zero at its target, and convex beyond 0 and 1, where it pulls back") {
    const KlSparsity sparsity{.strength = 1, .target = 0.2, .margin = 0.01};
    const auto at = [&](double q) { return sparsity.value(Matrix<double>::Constant(1, 4, q)) / 4; };
    CHECK(std::abs(at(0.2)) <= 1e-15);
    bool convex = true;
    for (double q = -2; q < 3; q += 0.03) convex = convex && at(q - 0.02) + at(q + 0.02) >= 2 * at(q) - 1e-12;
    CHECK(convex);
    CHECK(std::abs(at(0.01) - kl(0.2, 0.01)) <= 1e-14);
    CHECK(std::abs(at(-1.99) - kl(0.2, 0.01) - 2 * (0.2 / 0.01 - 0.8 / 0.99)) <= 1e-12);
    const Matrix<double> h = 2 * test::drawn(1, 6, 2);  // inside and outside
    Matrix<double> g = 0 * h;
    sparsity.add_gradient(h, g);
    const auto value = [&](const Matrix<double>& x) { return sparsity.value(x); };
    CHECK((g - test::differences(h, value)).norm() <= 1e-6 * g.norm());
    CHECK(std::isnan(at(std::nan(""))));
}

TEST_CASE("KL sparsity with senseless coefficients is refused") {
    CHECK_THROWS_WITH((KlSparsity{-1}.check()), "KlSparsity: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((KlSparsity{1, 1}.check()), "KlSparsity: target must be > 0 and < 1, got 1");
    CHECK_THROWS_WITH((KlSparsity{1, 0.1, 0.5}.check()), "KlSparsity: margin must be > 0 and < 0.5, got 0.5");
}

}  // namespace tests::penalty_kl_sparsity
