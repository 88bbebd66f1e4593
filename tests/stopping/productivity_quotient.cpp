#include <regula/stopping/productivity_quotient.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

namespace tests::stopping_productivity_quotient {

using test::stopped_at;

TEST_CASE("progress is how far the strip's mean training loss is above its smallest, in per mille") {
    auto progress =
        ProductivityQuotient{.strip = 3}.begin({.objective = {{"loss"}}, .metrics = {{"validation_loss"}}});
    const std::vector<double> training{8, 5, 5, 3, 2, 4}, validation{10, 8, 9, 12, 9, 12};
    for (int i = 0; i < 6; ++i) {
        const auto at = static_cast<std::size_t>(i);
        progress.see({.epoch = i + 1,
                      .objective = {{"loss", training[at]}},
                      .metrics = {{"validation_loss", validation[at]}}});
        if (i < 2) CHECK(progress.quotient() == 0);  // no strip has ended
        if (i >= 2 && i < 5) {
            CHECK(progress.progress() == Approx(1000 * (18.0 / 15 - 1)).epsilon(1e-14));  // 200
            CHECK(progress.quotient() == Approx(12.5 / 200).epsilon(1e-14));
        }
    }
    CHECK(progress.progress() == Approx(1000 * (9.0 / 6 - 1)).epsilon(1e-14));  // of this strip alone: 500
    CHECK(progress.quotient() == Approx(50.0 / 500).epsilon(1e-14));            // and the smallest of all, 8
}

TEST_CASE("PQ stops at the end of the strip whose quotient is more than alpha") {
    const std::vector<double> training{8, 5, 5, 3, 2, 4}, validation{10, 8, 9, 12, 9, 12};
    const auto at = [&](double alpha) {
        return stopped_at(ProductivityQuotient{.alpha = alpha, .strip = 3}, validation, training);
    };
    CHECK(at(0.06) == 3);
    CHECK(at(0.07) == 6);
    CHECK(at(0.11) == 0);
}

TEST_CASE("without progress PQ is infinite, and of a training loss that reached 0 it is 0") {
    const ProductivityQuotient patient{.alpha = 1e12, .strip = 7};
    // Seven times 0.1 is not 0.7 in binary.
    CHECK(stopped_at(patient, std::vector<double>(14, 3), std::vector<double>(14, 0.1)) == 7);
    CHECK(stopped_at(patient, std::vector<double>(14, 3), std::vector<double>(14, 0)) == 7);
    CHECK(stopped_at(ProductivityQuotient{.alpha = 0, .strip = 2}, {1, 2, 3, 4}, {1, 0, 1, 0}) == 0);
}

TEST_CASE("settings of PQ that make no sense are refused, and losses that are not there") {
    CHECK_THROWS_WITH((ProductivityQuotient{.alpha = -1}.check()),
                      "ProductivityQuotient: alpha must be >= 0, got -1");
    CHECK_THROWS_WITH((ProductivityQuotient{.strip = 1}.check()),
                      "ProductivityQuotient: strip must be >= 2, as one epoch makes no progress, got 1");
    CHECK_THROWS_AS(ProductivityQuotient{}.begin({.objective = {{"loss"}}}), std::invalid_argument);
    CHECK_THROWS_AS(ProductivityQuotient{}.begin({.metrics = {{"validation_loss"}}}), std::invalid_argument);
}

}  // namespace tests::stopping_productivity_quotient
