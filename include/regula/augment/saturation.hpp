#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Makes colours stronger or weaker:     x <- x + by (x - grey),     grey = 0.299 red + 0.587 green + 0.114
/// blue
///
/// -1 is a grey image, 0 the image. Needs 3 channels; others throw std::invalid_argument.
struct Saturation {
    Range by;

    void check() const { by.check("Saturation: by", -1); }

    void change(auto& picture, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(picture.pixels)>::Scalar;
        require_colours(picture, "Saturation");
        const auto more = static_cast<Scalar>(draw.of(by, 0));
        auto red = picture.channel(0), green = picture.channel(1), blue = picture.channel(2);
        picture.spare = Scalar(0.299) * red + Scalar(0.587) * green + Scalar(0.114) * blue;
        for (auto* channel : {&red, &green, &blue}) *channel += more * (*channel - picture.spare);
    }
};

static_assert(PixelTransform<Saturation>);

}  // namespace regula::inline REGULA_ABI
