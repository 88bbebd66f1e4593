#include <regula/augment/rectangle.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a rectangle has its share of the area unless it sticks out, and its pixels are those it holds") {
    Index whole = 0;
    for (std::uint64_t n = 0; n < 200; ++n) {
        const Rectangle r = draw_rectangle(Key{1}, n, 40, 60, 0.25);
        Index held = 0;
        for (Index y = 0; y < 40; ++y)
            for (Index x = 0; x < 60; ++x) held += r.holds(y, x);
        CHECK(held == r.pixels());
        const bool inside = r.top > 0 && r.bottom < 40 && r.left > 0 && r.right < 60;
        whole += inside;
        if (inside) CHECK(r.pixels() == 600);  // 20 x 30
        CHECK(r.pixels() <= 600);
        CHECK(r.pixels() >= 150);  // its centre is inside
    }
    CHECK(whole > 20);
    CHECK(draw_rectangle(Key{1}, 3, 40, 60, 0).pixels() == 0);
}
