#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Mirrors images top to bottom with a probability, for objects without an upright position. A b becomes a p.
struct FlipUpDown {
    double probability = 0.5;

    void check() const {
        require(probability >= 0 && probability <= 1, "FlipUpDown: probability must be in [0, 1], got ",
                probability);
    }

    void move(auto& flow, const Draw& draw) const {
        if (draw.happens(probability, 0)) flow.turn(1, 0, 0, -1);
    }
};

static_assert(CoordinateTransform<FlipUpDown>);

}  // namespace regula::inline REGULA_ABI
