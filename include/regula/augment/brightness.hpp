#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Adds a number to all pixels of an image:     x <- x + by
///
/// Pixels may leave their range; follow it by Clamp to prevent that.
struct Brightness {
    Range by;

    void check() const { by.check("Brightness: by"); }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        picture.pixels += static_cast<Scalar>(draw.of(by, 0));
    }
};

static_assert(PixelTransform<Brightness>);

}  // namespace regula::inline REGULA_ABI
