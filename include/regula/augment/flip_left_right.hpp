#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Mirrors images left to right with a probability. Photographs keep their class; a b becomes a d.
struct FlipLeftRight {
    double probability = 0.5;

    void check() const {
        require(probability >= 0 && probability <= 1, "FlipLeftRight: probability must be in [0, 1], got ",
                probability);
    }

    void move(auto& flow, const Draw& draw) const {
        if (draw.happens(probability, 0)) flow.turn(-1, 0, 0, 1);
    }
};

static_assert(CoordinateTransform<FlipLeftRight>);

}  // namespace regula::inline REGULA_ABI
