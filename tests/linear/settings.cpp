#include <regula/linear/settings.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("settings of coordinate descent out of range are refused, in sentences") {
    CHECK_NOTHROW((CoordinateDescent{.tolerance = 0, .residual_tolerance = 0}.check(3, 5, 2)));
    CHECK_THROWS_WITH((CoordinateDescent{.residual_tolerance = -1}.check(3, 5, 2)),
                      "CoordinateDescent: residual_tolerance must be >= 0, got -1");
    CHECK_THROWS_WITH((CoordinateDescent{.residual_tolerance = std::nan("")}.check(3, 5, 2)),
                      "CoordinateDescent: residual_tolerance must be >= 0, got nan");
    CHECK_THROWS_WITH((CoordinateDescent{.max_passes = 0}.check(3, 5, 2)),
                      "CoordinateDescent: max_passes must be > 0, got 0");
    CHECK_THROWS_WITH((CoordinateDescent{.penalty_factors = Vector<double>::Constant(3, -2)}.check(3, 5, 2)),
                      "CoordinateDescent: penalty_factors must be >= 0 and finite, got -2");
    CHECK_THROWS_WITH((CoordinateDescent{.upper = Vector<double>{{1, -0.5, 2}}}.check(3, 5, 2)),
                      "CoordinateDescent: upper must be >= 0, got -0.5 at 1");
    CHECK_FALSE(CoordinateDescent{}.bounded());
    CHECK(CoordinateDescent{.lower = Vector<double>::Zero(1)}.bounded());
    CHECK_THROWS_WITH((CoordinateDescent{.sample_weights = Vector<double>::Constant(5, -1)}.check(3, 5, 2)),
                      Catch::Matchers::ContainsSubstring("sample weights must be >= 0 and finite, got -1"));
}
