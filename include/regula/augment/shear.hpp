#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Shears images about their centre: (x, y) moves to (x + right y, y), y down, and then to (x, y + down x).
struct Shear {
    Range right, down = 0;

    void check() const {
        right.check("Shear: right");
        down.check("Shear: down");
    }

    void move(auto& flow, const Draw& draw) const {
        const double r = draw.of(right, 0), d = draw.of(down, 1);
        flow.turn(1 + r * d, -r, -d, 1);
    }
};

static_assert(CoordinateTransform<Shear>);

}  // namespace regula::inline REGULA_ABI
