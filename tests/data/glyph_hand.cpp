#include <regula/data/glyph_hand.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace regula;

namespace tests::data_glyph_hand {

const GlyphStroke hook{{.3f, .1f}, {.7f, .1f}, {.7f, .1f}, {.7f, .9f}};

GlyphStroke written(Key key, const GlyphStroke& stroke = hook) {
    GlyphDraws draws{key};
    const GlyphHand hand{draws};
    return hand.write(stroke, draws);
}

TEST_CASE("a hand writes the same line from the same key, another from another") {
    CHECK(written(Key{1}) == written(Key{1}));
    CHECK_FALSE(written(Key{1}) == written(Key{2}));
}

TEST_CASE("a line runs through its points, and a corner stays one") {
    GlyphDraws draws{Key{3}};
    const GlyphHand hand{draws};
    const GlyphStroke line = hand.write(hook, draws);
    REQUIRE(line.size() == 9);  // four pieces between two points
    for (std::size_t i = 0; i < 3; ++i) {
        const GlyphPoint at = hand.place(hook[i < 2 ? i : 3]);
        CHECK(std::hypot(line[4 * i].x - at.x, line[4 * i].y - at.y) < 3);  // the wobble: 0.5 pixels
    }
    const auto slope = [&](std::size_t i) {
        return std::atan2(line[i + 1].y - line[i].y, line[i + 1].x - line[i].x);
    };
    CHECK(std::abs(slope(4) - slope(3)) > 1);
    CHECK(std::abs(slope(3) - slope(2)) < 0.5);
}

TEST_CASE("nearly all lines stay within the picture, and are bent") {
    int inside = 0, total = 0;
    double bend = 0;
    for (std::uint64_t n = 0; n < 200; ++n) {
        const auto line = written(Key{4}[n], {{.5f, .1f}, {.5f, .5f}, {.5f, .9f}});
        for (const auto p : line) inside += p.x > 0 && p.x < 28 && p.y > 0 && p.y < 28, ++total;
        const auto a = line.front(), m = line[4], b = line.back();
        CHECK(b.y - a.y > 8);  // upright
        bend += std::abs((b.x - a.x) * (m.y - a.y) - (b.y - a.y) * (m.x - a.x)) /
                std::hypot(b.x - a.x, b.y - a.y);
    }
    CHECK(inside > 0.98 * total);
    CHECK(bend / 200 > 0.2);
    CHECK(bend / 200 < 2);
}

}  // namespace tests::data_glyph_hand
