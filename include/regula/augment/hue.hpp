#pragma once

#include <regula/augment/transform.hpp>

#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// Rotates the colours of images by degrees about the axis of greys: 120 maps red to green, green to blue and
/// blue to red.
///
///     x <- cos x + sin (k cross x) + (1 - cos) mean(x),     k = (1, 1, 1) / sqrt(3)
///
/// The mean of the three channels stays. Needs 3 channels; others throw std::invalid_argument.
struct Hue {
    Range degrees;

    void check() const { degrees.check("Hue: degrees"); }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        require_colours(picture, "Hue");
        const double angle = draw.of(degrees, 0) * std::numbers::pi / 180;
        const auto c = static_cast<Scalar>(std::cos(angle)),
                   s = static_cast<Scalar>(std::sin(angle) / std::sqrt(3));
        auto red = picture.channel(0), green = picture.channel(1), blue = picture.channel(2);
        for (Index n = 0; n < red.size(); ++n) {
            const Scalar r = red[n], g = green[n], b = blue[n], rest = (1 - c) / 3 * (r + g + b);
            red[n] = c * r + s * (b - g) + rest;
            green[n] = c * g + s * (r - b) + rest;
            blue[n] = c * b + s * (g - r) + rest;
        }
    }
};

static_assert(PixelTransform<Hue>);

}  // namespace regula::inline REGULA_ABI
