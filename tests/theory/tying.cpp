#include <regula/theory/tying.hpp>

#include <regula/theory/claims/problems.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_tying {

using namespace theory;

const Quadratic one = random_quadratic(Key{1}, Vector<double>{{0.5, 1, 2}}),
                two = random_quadratic(Key{2}, Vector<double>{{3, 0.3, 1}});

TEST_CASE("tied minima are stationary, and lie between the minima of each and the shared one") {
    for (const double s : {0.0, 0.3, 40.0}) {
        const TiedMinima w = tied_minima(one, two, s);
        const Vector<double> pull = s * (w.first - w.second);
        CHECK((one.hessian * (w.first - one.minimum) + pull).norm() < 1e-13 * (1 + pull.norm()));
        CHECK((two.hessian * (w.second - two.minimum) - pull).norm() < 1e-13 * (1 + pull.norm()));
    }
    CHECK(tied_minima(one, two, 0).first.isApprox(one.minimum, 1e-13));
    CHECK(tied_minima(one, two, 0).second.isApprox(two.minimum, 1e-13));
    const TiedMinima hard = tied_minima(one, two, 1e9);
    CHECK((hard.first - shared_minimum(one, two)).norm() < 1e-6);
    CHECK((hard.second - shared_minimum(one, two)).norm() < 1e-6);
    CHECK((one.minimum - two.minimum).norm() > 0.5);
}

TEST_CASE("objectives that do not fit are refused") {
    const Quadratic small{Matrix<double>::Identity(2, 2), Vector<double>::Zero(2)};
    CHECK_THROWS_WITH(tied_minima(one, small, 1),
                      "tied_minima: both objectives need as many weights, got 3 and 2");
    CHECK_THROWS_WITH(tied_minima(one, two, -1), "tied_minima: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(shared_minimum(small, two),
                      "shared_minimum: both objectives need as many weights, got 2 and 3");
}

}  // namespace tests::theory_tying
