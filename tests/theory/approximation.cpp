#include <regula/theory/approximation.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_approximation {

using Catch::Matchers::WithinAbs;

/// Rosenbrock's function, least at (1, 1).
double banana(const Vector<double>& w, auto&& g) {
    const double a = w[1] - w[0] * w[0], b = 1 - w[0];
    g[0] = -400 * a * w[0] - 2 * b;
    g[1] = 200 * a;
    return 100 * a * a + b * b;
}
const auto f = [](const auto& w, auto&& g) { return banana(w, g); };

TEST_CASE("by differences the Hessian of a function is that of its formula") {
    const Vector<double> w{{-1.2, 0.8}};
    const Matrix<double> exact{{1200 * w[0] * w[0] - 400 * w[1] + 2, -400 * w[0]}, {-400 * w[0], 200}};
    CHECK((theory::hessian_by_differences(f, w) - exact).norm() < 1e-8 * exact.norm());
    const auto q = test::with_eigenvalues(test::eigenvalues(5, 100));
    CHECK((theory::hessian_by_differences(q, test::drawn(3, 5)) - q.hessian).norm() < 1e-10);
}

TEST_CASE("the quadratic at a minimum is off by the third order") {
    const Vector<double> minimum{{1, 1}}, away{{1, 0.5}};
    const auto q = theory::quadratic_at(f, minimum);
    CHECK(q.least == 0);
    const auto error = [&](double s) {
        Vector<double> g(2);
        return std::abs(f(minimum + s * away, g) - q.value(minimum + s * away));
    };
    CHECK_THAT(std::log2(error(0.02) / error(0.01)), WithinAbs(3, 0.05));
}

}  // namespace tests::theory_approximation
