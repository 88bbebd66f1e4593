#include <regula/theory/shrinkage_gap.hpp>

#include <regula/theory/early_stopping.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_shrinkage_gap {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("the equivalence of early stopping and one weight decay is off by 0.2036 and by 1.2984 at most") {
    const auto difference = theory::largest_shrinkage_difference();
    CHECK_THAT(difference.value, WithinAbs(0.2036, 5e-5));
    CHECK_THAT(difference.at, WithinAbs(2.513, 5e-4));
    CHECK_THAT(std::exp(-difference.at) * std::pow(1 + difference.at, 2), WithinRel(1, 1e-6));
    CHECK_THAT(theory::largest_shrinkage_ratio().value, WithinAbs(1.2984, 5e-5));
    for (double x = 1e-3; x < 1e3; x *= 1.01) {  // nowhere more
        CHECK(theory::left_by_early_stopping(x) - theory::left_by_weight_decay(x) <= difference.value);
        CHECK(theory::left_by_early_stopping(x) / theory::left_by_weight_decay(x) <=
              theory::largest_shrinkage_ratio().value);
    }
}

TEST_CASE("the limit of small steps is that of gradient descent") {
    const double rate = 1e-6, l = 0.8;
    const int steps = 3000000;
    const double x = rate * l * steps, a = theory::equivalent_strength(rate, steps);
    CHECK_THAT(theory::left_by_early_stopping(x), WithinRel(theory::progress(l, rate, steps), 1e-6));
    CHECK_THAT(theory::left_by_weight_decay(x), WithinRel(l / (l + a), 1e-12));
}

TEST_CASE("largest finds a maximum in the middle and at an end") {
    const auto middle = theory::largest([](double x) { return x * std::exp(-x); }, 0, 9);
    CHECK_THAT(middle.at, WithinAbs(1, 1e-6));
    CHECK_THAT(middle.value, WithinRel(std::exp(-1), 1e-12));
    CHECK_THAT(theory::largest([](double x) { return x; }, 0, 2).at, WithinAbs(2, 1e-6));
}

}  // namespace tests::theory_shrinkage_gap
