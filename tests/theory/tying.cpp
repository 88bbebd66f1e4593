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

TEST_CASE("the minima are exact for every strength, and for singular Hessians with one minimum") {
    const Vector<double> shared = shared_minimum(one, two);
    for (const double s : {1e15, 1e100, std::numeric_limits<double>::infinity()}) {
        CHECK(tied_minima(one, two, s).first.isApprox(shared, 1e-13));
        CHECK(tied_minima(one, two, s).second.isApprox(shared, 1e-13));
    }
    const TiedMinima weak = tied_minima(one, two, 1e-100);
    CHECK(weak.first.isApprox(one.minimum, 1e-13));
    CHECK(weak.second.isApprox(two.minimum, 1e-13));

    // The first objective is flat along the second weight, so the tie alone sets it.
    const Quadratic flat{Matrix<double>{{2, 0}, {0, 0}}, Vector<double>{{1, 7}}},
        round{Matrix<double>{{1, 0}, {0, 3}}, Vector<double>{{-1, 4}}};
    CHECK(shared_minimum(flat, round).isApprox(Vector<double>{{1.0 / 3, 4}}, 1e-14));
    CHECK(tied_minima(flat, round, 0.3).first[1] == Approx(4).epsilon(1e-14));
    CHECK(tied_minima(round, flat, 0.3).second[1] == Approx(4).epsilon(1e-14));
    CHECK(tied_minima(flat, round, 0).first == flat.minimum);
    CHECK_THROWS_WITH(tied_minima(flat, flat, 1),
                      "tied_minima: the objectives together must have one "
                      "minimum, got a singular sum of Hessians");
    CHECK_THROWS_WITH(shared_minimum(flat, flat),
                      "shared_minimum: the objectives together must have one "
                      "minimum, got a singular sum of Hessians");
}

TEST_CASE("objectives that do not fit are refused") {
    const Quadratic small{Matrix<double>::Identity(2, 2), Vector<double>::Zero(2)};
    CHECK_THROWS_WITH(tied_minima(one, small, 1),
                      "tied_minima: both objectives need as many weights, got 3 and 2");
    CHECK_THROWS_WITH(tied_minima(one, two, -1), "tied_minima: strength must be >= 0, got -1");
    const Quadratic bad{Matrix<double>::Identity(3, 2), Vector<double>::Zero(3)};
    CHECK_THROWS_WITH(tied_minima(one, bad, 1), Catch::Contains("the Hessian must be n x n"));
    CHECK_THROWS_WITH(shared_minimum(bad, two), Catch::Contains("the Hessian must be n x n"));
    CHECK_THROWS_WITH(shared_minimum(small, two),
                      "shared_minimum: both objectives need as many weights, got 2 and 3");
}

}  // namespace tests::theory_tying
