#pragma once

#include <regula/augment/transform.hpp>
#include <regula/core/platform.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Random erasing: replaces a random rectangle, inside the image, by one value in all channels.
///
///     area       even in `area`, as a share of the image
///     height / width of it     log-even in [1 / longest, longest]
///
/// rounded to whole pixels, no side longer than the image's. Erase{.area = {0.25, 0.25}, .longest = 1} is
/// Cutout of a square of half the side. The defaults are those of Zhong et al. (2020), "Random erasing data
/// augmentation", who apply it with probability 1/2: sometimes(0.5, Erase{}). DeVries and Taylor (2017),
/// "Cutout".
struct Erase {
    Range area = {0.02, 0.4};
    double longest = 1 / 0.3, value = 0;

    void check() const {
        area.check("Erase: area", 0);
        require(area.high <= 1, "Erase: area must be <= 1, got ", area.high);
        require(longest >= 1, "Erase: longest must be >= 1, got ", longest);
    }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        const Index h = picture.image.height, w = picture.image.width;
        const double pixels = draw.of(area, 0) * static_cast<double>(h * w);
        const double ratio = std::pow(longest, 2 * draw.uniform(1) - 1);
        const auto side = [](double length, Index most) { return std::min(round_to_index(length), most); };
        const auto place = [&](Index free, std::uint32_t n) {  // 0 ... free, each as likely
            return static_cast<Index>(draw.uniform(n) * static_cast<double>(free + 1));
        };
        const Index high = side(std::sqrt(pixels * ratio), h), wide = side(std::sqrt(pixels / ratio), w);
        const Index top = place(h - high, 2), left = place(w - wide, 3);
        for (Index c = 0; c < picture.image.channels; ++c)
            for (Index y = top; y < top + high; ++y)
                picture.channel(c).segment(y * w + left, wide).setConstant(static_cast<Scalar>(value));
    }
};

static_assert(PixelTransform<Erase>);

}  // namespace regula::inline REGULA_ABI
