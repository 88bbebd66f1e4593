#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Makes images larger by a factor of 1 + by, smaller if that is below 1, about their centre.
struct Scale {
    Range by;

    void check() const {
        by.check("Scale: by");
        require(by.low > -1, "Scale: by must be > -1, got [", by.low, ", ", by.high, "]");
    }

    void move(auto& flow, const Draw& draw) const {
        const double back = 1 / (1 + draw.of(by, 0));
        flow.turn(back, 0, 0, back);
    }
};

static_assert(CoordinateTransform<Scale>);

}  // namespace regula::inline REGULA_ABI
