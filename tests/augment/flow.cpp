#include <regula/augment/flow.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("a flow starts at the pixels themselves, and turns about the centre") {
    const Shape shape{2, 3};
    Workspace<double> memory{shape};
    Flow<double> flow{shape, memory};
    flow.start();
    CHECK(flow.still);
    Vector<double> x(6), y(6);
    x << 0, 1, 2, 0, 1, 2;
    y << 0, 0, 0, 1, 1, 1;
    CHECK(flow.x.matrix() == x);
    CHECK(flow.y.matrix() == y);
    flow.turn(2, 0.5, 0.25, 3);
    CHECK_FALSE(flow.still);
    CHECK(flow.x.matrix() == Vector<double>{1 + 2 * (x.array() - 1) + 0.5 * (y.array() - 0.5)});
    CHECK(flow.y.matrix() == Vector<double>{0.5 + 0.25 * (x.array() - 1) + 3 * (y.array() - 0.5)});
    flow.start();
    flow.shift(0.5, -2);
    CHECK(flow.x.matrix() == Vector<double>{x.array() - 0.5});
    CHECK(flow.y.matrix() == Vector<double>{y.array() + 2});
}
