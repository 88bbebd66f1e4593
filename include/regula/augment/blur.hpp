#pragma once

#include <regula/augment/smooth.hpp>
#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Blurs images by a Gaussian of a random width, in pixels. The border pixel repeats beyond the image.
struct Blur {
    Range sigma = {0, 1};

    void check() const {
        sigma.check("Blur: sigma", 0);
        require(sigma.high <= GaussianKernel::widest, "Blur: sigma must be <= ", GaussianKernel::widest,
                ", got ", sigma.high);
    }

    void change(auto& picture, const Draw& draw) const {
        const GaussianKernel kernel{draw.of(sigma, 0)};
        for (Index c = 0; c < picture.image.channels; ++c) {
            auto channel = picture.channel(c);
            smooth(picture.image, channel, picture.spare, kernel, Border::edge);
        }
    }
};

static_assert(PixelTransform<Blur>);

}  // namespace regula::inline REGULA_ABI
