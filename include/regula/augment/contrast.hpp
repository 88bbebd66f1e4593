#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Moves all pixels away from their mean, or towards it:     x <- x + by (x - mean)
///
/// -1 is an image of one grey, 0 the image.
struct Contrast {
    Range by;

    void check() const { by.check("Contrast: by", -1); }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        const Scalar mean = picture.pixels.mean();
        picture.pixels += static_cast<Scalar>(draw.of(by, 0)) * (picture.pixels - mean);
    }
};

static_assert(PixelTransform<Contrast>);

}  // namespace regula::inline REGULA_ABI
