#pragma once

#include <regula/augment/transform.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// Rotates images about their centre by degrees, counterclockwise. By 180 degrees a 6 becomes a 9.
///
///     (x, y) comes from     (x cos a - y sin a, x sin a + y cos a),     from the centre, y down
struct Rotate {
    Range degrees;

    void check() const { degrees.check("Rotate: degrees"); }

    void move(auto& flow, const Draw& draw) const {
        const double angle = draw.of(degrees, 0) * std::numbers::pi / 180;
        flow.turn(std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle));
    }
};

static_assert(CoordinateTransform<Rotate>);

}  // namespace regula::inline REGULA_ABI
