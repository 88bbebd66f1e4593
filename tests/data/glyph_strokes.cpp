#include <regula/data/glyph_strokes.hpp>

#include "support/catch.hpp"

#include <algorithm>

using namespace regula;

namespace tests::data_glyph_strokes {

using Catch::Matchers::WithinAbs;

TEST_CASE("a script is read as strokes of points in hundredths, x before y") {
    const auto style = glyph_style("0512 7390 7390 / 3050 9901");
    REQUIRE(style.size() == 2);
    REQUIRE(style[0].size() == 3);
    REQUIRE(style[1].size() == 2);
    CHECK_THAT(style[0][0].x, WithinAbs(0.05, 1e-6));
    CHECK_THAT(style[0][0].y, WithinAbs(0.12, 1e-6));
    CHECK(style[0][1] == style[0][2]);
    CHECK_THAT(style[1][1].x, WithinAbs(0.99, 1e-6));
    CHECK_THAT(style[1][1].y, WithinAbs(0.01, 1e-6));
}

TEST_CASE("every digit can be written in two ways or more, each within the unit square and upright") {
    for (const auto& styles : glyph_styles()) {
        CHECK(styles.size() >= 2);
        for (const auto& style : styles) {
            float top = 1, bottom = 0;
            for (const auto& stroke : style) {
                CHECK(stroke.size() >= 2);
                for (const auto& point : stroke) {
                    CHECK((point.x > 0.1f && point.x < 0.9f));
                    top = std::min(top, point.y), bottom = std::max(bottom, point.y);
                }
            }
            CHECK_THAT(top, WithinAbs(0.11, 0.021));
            CHECK_THAT(bottom, WithinAbs(0.89, 0.021));
        }
    }
}

}  // namespace tests::data_glyph_strokes
