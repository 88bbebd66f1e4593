#pragma once

#include <regula/augment/transform.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Makes the middle greys darker or lighter:     x <- sign(x) |x|^(1 + by)
///
/// Black, 0, and white, 1, stay. Positive values make the image darker.
struct Gamma {
    Range by;

    void check() const {
        by.check("Gamma: by");
        require(by.low > -1, "Gamma: by must be > -1, got [", by.low, ", ", by.high, "]");
    }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        const auto power = static_cast<Scalar>(1 + draw.of(by, 0));
        if (power == 1) return;
        for (Scalar& x : picture.pixels) x = std::copysign(std::pow(std::abs(x), power), x);
    }
};

static_assert(PixelTransform<Gamma>);

}  // namespace regula::inline REGULA_ABI
