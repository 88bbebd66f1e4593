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
        double sum = 0;  // in one order: Eigen's depends on where the image lies in memory
        for (const Scalar& x : picture.pixels) sum += static_cast<double>(x);
        const auto mean = static_cast<Scalar>(sum / static_cast<double>(picture.pixels.size()));
        const auto more = static_cast<Scalar>(draw.of(by, 0));
        for (Scalar& x : picture.pixels) x += more * (x - mean);
    }
};

static_assert(PixelTransform<Contrast>);

}  // namespace regula::inline REGULA_ABI
