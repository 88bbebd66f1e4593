#pragma once

#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// A transform that acts on an image with a probability; sometimes makes it.
template <Transform T>
struct Sometimes {
    double probability;
    T transform;

    void check() const {
        require(probability >= 0 && probability <= 1, "sometimes: probability must be in [0, 1], got ",
                probability);
        if constexpr (requires { transform.check(); }) transform.check();
    }

    void move(auto& flow, const Draw& draw) const requires CoordinateTransform<T> {
        if (draw.happens(probability, 0)) transform.move(flow, draw[0]);
    }
    void change(auto& picture, const Draw& draw) const requires PixelTransform<T> {
        if (draw.happens(probability, 0)) transform.change(picture, draw[0]);
    }
};

/// Transforms three images in ten:     sometimes(0.3, Rotate{15})
template <Transform T>
Sometimes<T> sometimes(double probability, T transform) {
    return {probability, std::move(transform)};
}

}  // namespace regula::inline REGULA_ABI
