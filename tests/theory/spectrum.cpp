#include <regula/theory/spectrum.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_spectrum {

using Catch::Matchers::WithinRel;

TEST_CASE("the closed form of early stopping gives every iterate of training, with momentum too") {
    const auto q = test::with_eigenvalues(test::eigenvalues(9, 1e3));
    const theory::Spectrum spectrum{q};
    for (const double momentum : {0.0, 0.7, 0.95}) {
        const double rate = momentum == 0 ? 1.3 : 0.4;
        double worst = 0, worst_by_steps = 0, wrong = 0;
        State<double> state;
        Parameters<double> theta;
        theta.add({.name = "w", .rows = 9, .cols = 1});
        const auto f = [&](const auto& at, auto& g) { return q(at.vector(), g.vector()); };
        for (int step = 1; step <= 200; ++step) {
            minimize(state, theta, f, Sgd{.learning_rate = rate, .momentum = momentum, .epochs = step});
            const Vector<double>& w = theta.vector();
            worst = std::max(worst, (w - spectrum.early_stopping(rate, step, momentum)).norm());
            worst_by_steps =
                std::max(worst_by_steps, (w - theory::gradient_descent(q, rate, step, momentum)).norm());
            wrong = std::max(wrong, (w - spectrum.early_stopping(rate, step - 1, momentum)).norm());
        }
        CAPTURE(momentum, worst * 1e12, worst_by_steps * 1e12);
        CHECK(worst < 1e-12);
        CHECK(worst_by_steps < 1e-12);
        CHECK(wrong > 0.1);
        CHECK(state.epochs == 200);
    }
}

TEST_CASE("a strength for each eigenvalue makes weight decay reproduce the iterate") {
    const auto q = test::with_eigenvalues(test::eigenvalues(7, 1e4));
    const theory::Spectrum spectrum{q};
    for (const int steps : {1, 10, 200}) {
        const Vector<double> strengths = spectrum.eigenvalues().unaryExpr(
            [&](double l) { return theory::equivalent_strength(l, 0.9, steps); });
        const Matrix<double> decay = spectrum.axes() * strengths.asDiagonal() * spectrum.axes().transpose();
        const Vector<double> w = (q.hessian + decay).ldlt().solve(q.hessian * q.minimum);
        CHECK((w - spectrum.early_stopping(0.9, steps)).norm() < 1e-12);
        CHECK((w - spectrum.weight_decay_minimum(theory::equivalent_strength(0.9, steps))).norm() > 1e-3);
    }
}

TEST_CASE("a spectrum knows the eigenvalues, and agrees with what needs none") {
    const auto l = test::eigenvalues(8, 1e3);
    const auto q = test::with_eigenvalues(l);
    const theory::Spectrum spectrum{q};
    CHECK((spectrum.eigenvalues() - l).norm() < 1e-14);
    for (const double a : {1e-3, 0.2, 30.0}) {
        CHECK((spectrum.weight_decay_minimum(a) - theory::weight_decay_minimum(q, a)).norm() < 1e-12);
        CHECK_THAT(spectrum.effective_parameters(a), WithinRel(theory::effective_parameters(q, a), 1e-12));
        CHECK(((spectrum.shrinkage(a).array() - l.array() / (l.array() + a)).abs() < 1e-12).all());
    }
}

TEST_CASE("without weight decay the effective parameters are the directions that are not flat") {
    const theory::Spectrum spectrum{
        theory::Quadratic{Vector<double>{{3, 0, 2}}.asDiagonal(), Vector<double>{{1, 1, 1}}}};
    CHECK(spectrum.effective_parameters(0) == 2);
    CHECK((spectrum.weight_decay_minimum(0) - Vector<double>{{1, 0, 1}}).norm() < 1e-15);
}

TEST_CASE("a spectrum refuses a Hessian that is not square before it looks for eigenvalues") {
    CHECK_THROWS_AS(
        (theory::Spectrum{theory::Quadratic{Matrix<double>::Ones(2, 3), Vector<double>::Ones(2)}}),
        std::invalid_argument);
}

}  // namespace tests::theory_spectrum
