#include <regula/selection/candidates.hpp>

#include <regula/selection/strengths.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a grid has all combinations, the last coefficient changes fastest") {
    const auto all = grid_candidates({{1, 2, 3}, {0.5}, {7, 8}});
    const std::vector<std::array<double, 3>> expected{{1, 0.5, 7}, {1, 0.5, 8}, {2, 0.5, 7},
                                                      {2, 0.5, 8}, {3, 0.5, 7}, {3, 0.5, 8}};
    CHECK(all == expected);
    CHECK(grid_candidates({log_spaced(1, 0.01, 3), {0, 0.2}}).size() == 6);
    CHECK_THROWS_WITH(grid_candidates({{1.0, 2.0}, {}}), "grid_candidates: every coefficient needs a value");
}

TEST_CASE("random candidates are uniform in their ranges, or in the logarithm, and independent") {
    const Index n = 4000;
    const auto all = random_candidates({SearchRange{1e-5, 1e-1, true}, SearchRange{-1, 3}}, n, Key{7});
    double mean[2] = {}, square[2] = {}, product = 0;
    for (const auto& [strength, shift] : all) {
        CHECK((strength >= 1e-5 && strength < 1e-1));
        CHECK((shift >= -1 && shift < 3));
        const double u[2] = {(std::log10(strength) + 5) / 4, (shift + 1) / 4};
        for (int c = 0; c < 2; ++c) mean[c] += u[c] / n, square[c] += u[c] * u[c] / n;
        product += (u[0] - 0.5) * (u[1] - 0.5) / n;
    }
    for (int c = 0; c < 2; ++c) {  // four standard errors
        CHECK(std::abs(mean[c] - 1 / 2.0) < 4 * std::sqrt(1 / 12.0 / n));
        CHECK(std::abs(square[c] - 1 / 3.0) < 4 * std::sqrt(4 / 45.0 / n));
    }
    CHECK(std::abs(product) < 4 * std::sqrt(1 / 144.0 / n));
}

TEST_CASE("the first candidates do not depend on the count") {
    const auto few = random_candidates({SearchRange{0, 1}, SearchRange{1, 2}}, 3, Key{7});
    const auto more = random_candidates({SearchRange{0, 1}, SearchRange{1, 2}}, 9, Key{7});
    CHECK(std::equal(few.begin(), few.end(), more.begin()));
    CHECK(random_candidates({SearchRange{0, 1}}, 3, Key{8})[0][0] != few[0][0]);
}

TEST_CASE("ranges of any finite ends give candidates within them, spread evenly") {
    const Index n = 2000;
    const auto all = random_candidates(
        {SearchRange{-1e308, 1e308}, SearchRange{1e-200, 1e200, true}, SearchRange{5e-324, 1e308, true}}, n,
        Key{7});
    const auto plain =
        random_candidates({SearchRange{0, 1}, SearchRange{0, 1}, SearchRange{0, 1}}, n, Key{7});
    const double tiny = std::log10(5e-324);
    for (std::size_t k = 0; k < all.size(); ++k) {  // as far between the ends as those between 0 and 1
        const auto& [shift, strength, wide] = all[k];
        CHECK((shift >= -1e308 && shift < 1e308));
        CHECK((strength >= 1e-200 && strength < 1e200));
        CHECK((wide >= 5e-324 && wide < 1e308));
        CHECK(shift / 1e308 == Approx(2 * plain[k][0] - 1).margin(1e-14));
        CHECK(std::log10(strength) == Approx(400 * plain[k][1] - 200).margin(1e-11));
        if (wide > 1e-300) CHECK(std::log10(wide) == Approx(tiny + (308 - tiny) * plain[k][2]).margin(1e-11));
    }
    CHECK(SearchRange{1e-200, 1e200, true}.at(0) == 1e-200);
}

TEST_CASE("bad ranges are refused") {
    CHECK_THROWS_WITH(random_candidates({SearchRange{2, 1}}, 3, Key{1}),
                      "SearchRange: needs from <= to, finite, got 2 and 1");
    CHECK_THROWS_WITH(random_candidates({SearchRange{0, 1, true}}, 3, Key{1}),
                      "SearchRange: a logarithmic range needs from > 0, got 0");
    CHECK_THROWS_WITH(random_candidates({SearchRange{0, 1}}, 0, Key{1}),
                      "random_candidates: count must be >= 1, got 0");
}
