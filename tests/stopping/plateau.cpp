#include <regula/stopping/plateau.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::stopping_plateau {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

// Which values of a curve are improvements.
std::vector<bool> improvements(Plateau plateau, const std::vector<double>& curve) {
    std::vector<bool> all;
    for (const double value : curve) all.push_back(plateau.improves(value));
    return all;
}
using Are = std::vector<bool>;

TEST_CASE("the first value is an improvement, an equal one is none") {
    CHECK(improvements({}, {3, 3, 2, 2, 3, 1}) == Are{true, false, true, false, false, true});
    CHECK(improvements({.mode = Plateau::Mode::max}, {3, 3, 2, 4, 4, 5}) ==
          Are{true, false, false, true, false, true});
    CHECK(improvements({}, {-1, -2, -2, 0}) == Are{true, true, false, false});
}

TEST_CASE("what is not finite never is an improvement, and the best survives it") {
    CHECK(improvements({}, {NaN, inf, -inf, 5, NaN, -inf, 4}) ==
          Are{false, false, false, true, false, false, true});
    CHECK(improvements({.mode = Plateau::Mode::max}, {-inf, inf, NaN, 5, inf, 6}) ==
          Are{false, false, false, true, false, true});
    CHECK(improvements({.min_delta = 0.5, .relative_min_delta = 0.1}, {inf, 5, inf, 4}) ==
          Are{false, true, false, true});
    Plateau plateau;
    plateau.improves(5);
    plateau.improves(NaN);
    CHECK(plateau.best == 5);
}

TEST_CASE("an improvement is more than min_delta, counted from the best and not from the last") {
    // 0.25 is exact in binary: 2.75 is just min_delta better than 3, which is not more.
    CHECK(improvements({.min_delta = 0.25}, {3, 2.75, 2.74, 2.5, 2.48}) ==
          Are{true, false, true, false, true});
    // Small steps add up to one that counts.
    CHECK(improvements({.min_delta = 0.25}, {3, 2.9, 2.8, 2.7}) == Are{true, false, false, true});
    CHECK(improvements({.mode = Plateau::Mode::max, .min_delta = 0.25}, {3, 3.25, 3.26}) ==
          Are{true, false, true});
}

TEST_CASE("the relative delta is a part of the best, whatever its sign; the larger delta counts") {
    CHECK(improvements({.relative_min_delta = 0.25}, {8, 6, 5.9, 4.5, 4.4}) ==
          Are{true, false, true, false, true});
    CHECK(improvements({.relative_min_delta = 0.25}, {-8, -10, -10.5}) == Are{true, false, true});
    CHECK(improvements({.mode = Plateau::Mode::max, .relative_min_delta = 0.25}, {-8, -6, -5.5}) ==
          Are{true, false, true});
    CHECK(improvements({.min_delta = 3, .relative_min_delta = 0.25}, {8, 5.5, 4.5}) ==
          Are{true, false, true});
}

TEST_CASE("waiting is counted from the last improvement") {
    Plateau plateau;
    std::vector<int> waited;
    for (const double value : {NaN, NaN, 5.0, 5.0, 6.0, 4.0, NaN, 4.0}) {
        plateau.improves(value);
        waited.push_back(plateau.waited);
    }
    CHECK(waited == std::vector<int>{1, 2, 0, 1, 2, 0, 1, 2});
}

}  // namespace tests::stopping_plateau
