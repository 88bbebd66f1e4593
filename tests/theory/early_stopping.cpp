#include <regula/theory/early_stopping.hpp>

#include <regula/theory/weight_decay.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_early_stopping {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("the progress of gradient descent is what is left, multiplied out, and keeps its digits") {
    for (const double l : {1e-3, 0.3, 1.0, 1.7}) {
        double left = 1;
        for (int k = 1; k <= 30; ++k) {
            left *= 1 - 0.9 * l;
            CHECK_THAT(theory::progress(l, 0.9, k), WithinRel(1 - left, 1e-12));
        }
    }
    CHECK_THAT(theory::progress(1e-14, 0.1, 7), WithinRel(7e-15, 1e-12));
    CHECK(theory::progress(2, 0.5, 3) == 1);
}

TEST_CASE("along one eigenvector early stopping is weight decay of the equivalent strength") {
    for (const double l : {1e-9, 1e-3, 0.4, 0.99, 1.6})  // beyond 1 steps overshoot, and a may be negative
        for (const int steps : {1, 2, 9, 60}) {
            const double a = theory::equivalent_strength(l, 0.9, steps);
            CAPTURE(l, steps, a);
            CHECK_THAT(l / (l + a), WithinRel(theory::progress(l, 0.9, steps), 1e-12));
        }
    const double x = 0.78, small = 1e-7;  // for small steps the strength is x/(e^x - 1) of 1/(rate steps)
    const int steps = static_cast<int>(x / small);
    CHECK_THAT(theory::equivalent_strength(1, small, steps) / theory::equivalent_strength(small, steps),
               WithinRel(x / std::expm1(x), 1e-6));
    CHECK(theory::equivalent_strength(0, 0.1, 50) == theory::equivalent_strength(0.1, 50));
    CHECK_THAT(theory::equivalent_strength(1e-12, 0.1, 50), WithinRel(0.2, 1e-10));
}

TEST_CASE("what is left of the way, and the strength that leaves as much, keep their digits to the end") {
    for (const double l : {0.1, 0.7, 1.5})
        for (const int steps : {1, 40, 400}) {
            const double left = std::pow(std::abs(1 - 0.9 * l), steps);
            CAPTURE(l, steps);
            CHECK_THAT(std::abs(theory::remainder(l, 0.9, steps)), WithinRel(left, 1e-12));
            CHECK_THAT(std::abs(theory::equivalent_strength(l, 0.9, steps)),
                       WithinRel(l * left / theory::progress(l, 0.9, steps), 1e-12));
        }
    CHECK(theory::equivalent_strength(0.5, 2, 3) == 0);  // one step is all the way
    CHECK_THAT(theory::equivalent_strength(1, 0.9, 20), WithinRel(1e-20, 1e-12));
}

TEST_CASE("gradient descent with momentum is the recursion of the book, and starts where it is told") {
    const theory::Quadratic q{Matrix<double>{{2}}, Vector<double>{{1}}};
    const Vector<double> w = theory::gradient_descent(q, 0.1, 2, 0.5, Vector<double>{{3}});
    const double v1 = -0.1 * 2 * (3 - 1.0), w1 = 3 + v1, v2 = 0.5 * v1 - 0.1 * 2 * (w1 - 1);
    CHECK_THAT(w[0], WithinRel(w1 + v2, 1e-15));
    CHECK(theory::gradient_descent(q, 0.1, 0)[0] == 0);
    CHECK_THROWS_AS(theory::gradient_descent(q, 0, 1), std::invalid_argument);
    CHECK_THROWS_AS(theory::gradient_descent(q, 1, 1, 1), std::invalid_argument);
}

}  // namespace tests::theory_early_stopping
