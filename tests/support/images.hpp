#pragma once

#include <regula/augment/apply.hpp>

#include <cmath>

// Shared by the tests of augmentation: images, and their largest difference.

namespace regula {

/// Images of uniform draws from [0, 1).
template <class Scalar>
Matrix<Scalar> random_images(const Shape& shape, Index count) {
    Matrix<Scalar> images(shape.size(), count);
    fill_uniform(Key{7}, images);
    return images;
}

/// An image of a function of x and y, measured from the centre.
template <class Scalar>
Matrix<Scalar> images_of(const Shape& shape, const auto& f) {
    Matrix<Scalar> image(shape.size(), 1);
    for (Index c = 0; c < shape.channels; ++c)
        for (Index y = 0; y < shape.height; ++y)
            for (Index x = 0; x < shape.width; ++x)
                image((c * shape.height + y) * shape.width + x, 0) = static_cast<Scalar>(
                    f(static_cast<double>(x) - static_cast<double>(shape.width - 1) / 2,
                      static_cast<double>(y) - static_cast<double>(shape.height - 1) / 2));
    return image;
}

/// The largest difference of two images, without a border of `border` pixels.
template <class Scalar>
double most_apart(const Shape& shape, const Matrix<Scalar>& a, const Matrix<Scalar>& b, Index border = 0) {
    double most = 0;
    for (Index c = 0; c < shape.channels; ++c)
        for (Index y = border; y < shape.height - border; ++y)
            for (Index x = border; x < shape.width - border; ++x) {
                const Index row = (c * shape.height + y) * shape.width + x;
                most = std::max(most, static_cast<double>((a.row(row) - b.row(row)).cwiseAbs().maxCoeff()));
            }
    return most;
}

}  // namespace regula
