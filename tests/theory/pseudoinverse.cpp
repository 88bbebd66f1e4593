#include <regula/theory/pseudoinverse.hpp>

#include <regula/theory/claim.hpp>
#include <regula/theory/early_stopping.hpp>
#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_pseudoinverse {

using Catch::Matchers::WithinAbs;
using theory::relative;
using theory::ridge;

const Dataset<double> wide{.inputs = test::drawn(1, 25, 10), .targets = test::drawn(2, 1, 10)};
const Dataset<double> tall{.inputs = test::drawn(1, 4, 30), .targets = test::drawn(2, 1, 30)};

TEST_CASE("ridge tends to the least squares of least norm, with an error proportional to the strength") {
    const auto limit = theory::minimum_norm_least_squares(wide);
    CHECK((limit.transpose() * wide.inputs - wide.targets).norm() < 1e-13);  // it fits
    const double coarse = relative(ridge(wide, 1e-5), limit), fine = relative(ridge(wide, 1e-8), limit);
    CHECK_THAT(std::log10(coarse / fine) / 3, WithinAbs(1, 0.01));
    CHECK(relative(ridge(wide, 1e-12), limit) < 1e-11);
}

TEST_CASE("the least squares of least norm is orthogonal to all that changes no prediction") {
    const auto w = theory::minimum_norm_least_squares(wide);
    Vector<double> other = test::drawn(5, 25);  // less its part in the span of the samples
    other -=
        wide.inputs * (wide.inputs.transpose() * wide.inputs).llt().solve(wide.inputs.transpose() * other);
    CHECK((wide.inputs.transpose() * other).norm() < 1e-12);
    CHECK(std::abs(w.dot(other)) < 1e-13);
}

TEST_CASE("gradient descent from 0 finds the least squares of least norm") {
    const theory::Quadratic q{wide.inputs * wide.inputs.transpose() / 10,
                              theory::minimum_norm_least_squares(wide) + 3 * test::drawn(5, 25)};
    const auto w = theory::gradient_descent(q, 0.15, 20000);
    CHECK(relative(w, theory::minimum_norm(q)) < 1e-10);
    CHECK(relative(w, q.minimum) > 0.1);
}

TEST_CASE("ridge is weight decay of least squares, and least squares with more rows") {
    const auto q = theory::least_squares(tall);
    CHECK(relative(ridge(tall, 0.2), theory::weight_decay_minimum(q, 0.2)) < 1e-13);
    CHECK(relative(theory::minimum_norm_least_squares(tall), q.minimum) < 1e-13);
    for (const auto* data : {&wide, &tall}) {
        const Index p = data->features(), m = data->size();
        Dataset<double> more{Matrix<double>::Zero(p, m + p), Matrix<double>::Zero(1, m + p)};
        more.inputs << data->inputs, std::sqrt(0.2 * static_cast<double>(m)) * Matrix<double>::Identity(p, p);
        more.targets.leftCols(m) = data->targets;
        CHECK(relative(ridge(*data, 0.2), theory::minimum_norm_least_squares(more)) < 1e-12);
    }
}

TEST_CASE("ridge refuses a strength of 0, and data of several targets") {
    CHECK_THROWS_WITH(ridge(wide, 0), "ridge: strength must be > 0, got 0");
    CHECK_THROWS_AS(ridge({.inputs = wide.inputs, .targets = wide.inputs}, 1), std::invalid_argument);
}

TEST_CASE("of dependent features ridge of the least strength is the shortest, not what rounding makes") {
    for (const Dataset<double>* data : {&wide, &tall}) {
        Dataset<double> twice{.inputs = Matrix<double>(2 * data->features(), data->size()),
                              .targets = data->targets};
        twice.inputs << data->inputs, 0.3 * data->inputs;
        const Vector<double> limit = theory::minimum_norm_least_squares(twice);
        const Index p = data->features();
        CHECK(relative(limit.tail(p), 0.3 * limit.head(p)) < 1e-12);
        for (const double strength : {1e-10, 1e-13, 1e-15, 1e-17, 1e-25})
            CHECK(relative(ridge(twice, strength), limit) <= 1e3 * strength + 1e-12);
    }
}

TEST_CASE("the shortest minimum of a singular quadratic stays in the span of the Hessian") {
    const Matrix<double> axes = test::drawn(6, 5, 2);
    const theory::Quadratic q{axes * axes.transpose(), test::drawn(7, 5)};
    const Vector<double> w = theory::minimum_norm(q);
    CHECK((q.hessian * (w - q.minimum)).norm() < 1e-13);
    CHECK((w - axes * (axes.transpose() * axes).llt().solve(axes.transpose() * w)).norm() < 1e-13);
    CHECK_THROWS_WITH(theory::weight_decay_minimum(q, 1e-18),
                      Catch::Matchers::ContainsSubstring("too small for a Hessian that is singular"));
    CHECK_THROWS_WITH(theory::effective_parameters(q, 1e-18),
                      Catch::Matchers::ContainsSubstring("too small for a Hessian that is singular"));
    CHECK(relative(theory::weight_decay_minimum(q, 1e-9), w) < 1e-6);
}

}  // namespace tests::theory_pseudoinverse
