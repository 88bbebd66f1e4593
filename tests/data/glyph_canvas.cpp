#include <regula/data/glyph_canvas.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace regula;

namespace tests::data_glyph_canvas {

using Catch::Matchers::WithinAbs;

float at(const GlyphCanvas& canvas, int row, int column) {
    return canvas.pixels()[static_cast<std::size_t>(28 * row + column)];
}

/// A line of radius 1.5 along the middle of row 10, from column 5 to 20.
GlyphCanvas with_line(float brightness = 1) {
    GlyphCanvas canvas;
    canvas.clear();
    canvas.lift(1.5f);
    canvas.trace({{5.5f, 10.5f}, {20.5f, 10.5f}});
    canvas.ink(brightness);
    return canvas;
}

TEST_CASE("a line is inked to its radius, fades over one pixel, and has round ends") {
    const auto canvas = with_line();
    for (int column = 5; column <= 20; ++column) {
        CHECK(at(canvas, 10, column) == 1);
        CHECK(at(canvas, 11, column) == 1);  // 1 away
        CHECK(at(canvas, 12, column) == 0);  // 2 away
    }
    CHECK(at(canvas, 10, 4) == 1);
    CHECK(at(canvas, 10, 3) == 0);
    CHECK_THAT(at(canvas, 9, 4), WithinAbs(2 - std::sqrt(2), 1e-5));
    CHECK(at(canvas, 20, 10) == 0);
}

TEST_CASE("where lines cross, the ink is that of the darker, not of the sum") {
    auto canvas = with_line(0.5f);
    canvas.lift(0.5f);
    canvas.trace({{10.5f, 2.5f}, {10.5f, 20.5f}});
    canvas.ink(0.75f);
    CHECK(at(canvas, 10, 10) == 0.75f);
    CHECK(at(canvas, 10, 12) == 0.5f);
    CHECK(at(canvas, 5, 10) == 0.75f);
}

TEST_CASE("rubbing out takes the ink away under the line only") {
    auto canvas = with_line();
    canvas.lift(0.5f);
    canvas.trace({{10.5f, 10.5f}, {10.5f, 10.5f}});
    canvas.rub_out();
    CHECK(at(canvas, 10, 10) == 0);
    CHECK(at(canvas, 10, 12) == 1);
    canvas.clear();
    CHECK(at(canvas, 10, 12) == 0);
}

TEST_CASE("lines that leave the picture are cut at its edge") {
    GlyphCanvas canvas;
    canvas.clear();
    canvas.lift(1);
    canvas.trace({{-40, -30}, {60, 70}});
    canvas.ink(1);
    CHECK(at(canvas, 20, 10) == 1);
    CHECK(at(canvas, 10, 20) == 0);
}

TEST_CASE("exposure adds noise of mean 0 and the given deviation, in 256 grey levels") {
    GlyphCanvas canvas;
    canvas.clear();
    canvas.lift(100);
    canvas.trace({{14, 14}, {14, 14}});
    canvas.ink(0.5f);
    canvas.expose(Key{1}, 0.1f);
    double sum = 0, squares = 0;
    for (const float pixel : canvas.pixels()) {
        sum += pixel - 0.5, squares += (pixel - 0.5) * (pixel - 0.5);
        CHECK_THAT(255 * pixel, WithinAbs(std::round(255 * pixel), 1e-4));
    }
    CHECK_THAT(sum / 784, WithinAbs(0, 0.015));
    CHECK_THAT(std::sqrt(squares / 784), WithinAbs(0.1, 0.01));
}

}  // namespace tests::data_glyph_canvas
