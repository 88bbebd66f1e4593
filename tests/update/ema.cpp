#include <regula/update/ema.hpp>

#include "support/averaging.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("Ema weighs the parameters of n updates ago by a power of its decay", "", float, double) {
    const Descent<TestType> descent;
    const double d = 0.7;
    Vector<double> sum = Vector<double>::Zero(3);
    double total = 0;
    for (int t = 1; t <= 9; ++t) {
        sum += std::pow(d, 9 - t) * descent.iterate(t);
        total += std::pow(d, 9 - t);
    }
    CHECK((descent.after(9, Ema{d}) - sum / total).norm() < descent.rounding(9));
    // Uncorrected, what is missing to 1 is the weight of the parameters before the first update.
    const Vector<double> uncorrected = (1 - d) * sum + std::pow(d, 9) * descent.iterate(0);
    CHECK((descent.after(9, Ema{d, false}) - uncorrected).norm() < descent.rounding(9));
}

TEST_CASE("Ema without a decay is where the run is") {
    const Descent<double> descent;
    CHECK(descent.after(5, Ema{0}) == descent.after(5));
    CHECK(descent.after(1, Ema{0.9}) == descent.after(1));
}

TEST_CASE("Ema refuses a decay below 0, and one that forgets nothing") {
    CHECK_THROWS_WITH(Ema{1}.check(), "Ema: decay must be in [0, 1), got 1");
    CHECK_THROWS_AS(Ema{-0.1}.check(), std::invalid_argument);
    CHECK_THROWS_AS(Ema{std::nan("")}.check(), std::invalid_argument);
}
