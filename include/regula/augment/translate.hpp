#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Translates images by x pixels to the right and y down, also by fractions of pixels.
struct Translate {
    Range x, y;

    void check() const {
        x.check("Translate: x");
        y.check("Translate: y");
    }

    void move(auto& flow, const Draw& draw) const { flow.shift(draw.of(x, 0), draw.of(y, 1)); }
};

static_assert(CoordinateTransform<Translate>);

}  // namespace regula::inline REGULA_ABI
