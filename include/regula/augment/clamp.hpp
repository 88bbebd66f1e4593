#pragma once

#include <regula/augment/transform.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Keeps pixels in a range, after transforms that leave it:     x <- min(max(x, low), high)
struct Clamp {
    double low = 0, high = 1;

    void check() const { require(low <= high, "Clamp: low must be <= high, got ", low, " and ", high); }

    void change(auto& picture, const Draw&) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        for (Scalar& x : picture.pixels)
            x = std::clamp(x, static_cast<Scalar>(low), static_cast<Scalar>(high));
    }
};

static_assert(PixelTransform<Clamp>);

}  // namespace regula::inline REGULA_ABI
