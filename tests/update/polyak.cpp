#include <regula/update/polyak.hpp>

#include "support/averaging.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("Polyak is the mean of the parameters from one update on", "", float, double) {
    const Descent<TestType> descent;
    for (const int start : {1, 4}) {
        Vector<double> sum = Vector<double>::Zero(3);
        for (int t = start; t <= 11; ++t) sum += descent.iterate(t);
        const Vector<double> mean = sum / (12 - start);
        CHECK((descent.after(11, Polyak{start}) - mean).norm() < descent.rounding(11));
        CHECK((descent.after(11) - mean).norm() > 1e-2);  // without a policy it is the last
    }
}

TEST_CASE("before its start Polyak is where the run is") {
    const Descent<double> descent;
    CHECK(descent.after(5, Polyak{5}) == descent.after(5));
    CHECK(descent.after(5, Polyak{100}) == descent.after(5));
}

TEST_CASE("Polyak refuses to start before the first update") {
    CHECK_THROWS_WITH(Polyak{0}.check(), "Polyak: start must be >= 1, got 0");
}
