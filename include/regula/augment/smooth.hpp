#pragma once

#include <regula/augment/border.hpp>
#include <regula/augment/gaussian_kernel.hpp>
#include <regula/core/shape.hpp>

namespace regula::inline REGULA_ABI {

/// Of a line of pixels as much as stays in registers.
template <class Scalar>
using LinePart = Eigen::Array<Scalar, Eigen::Dynamic, 1, 0, 64, 1>;

/// out, lines of `length` pixels, is f(line) for each line of `in`, where line(d) are the pixels d lines
/// below it. f returns a LinePart.
template <class Scalar>
void map_lines(const Scalar* in, Scalar* out, Index lines, Index length, Border border, const auto& f) {
    using Line = LinePart<Scalar>;
    for (Index y = 0; y < lines; ++y)
        for (Index x = 0; x < length; x += 64) {
            const Index size = std::min<Index>(64, length - x);
            const auto line = [&](Index d) {
                return Eigen::Map<const Line>(in + seen_at(border, y + d, lines) * length + x, size);
            };
            Eigen::Map<Line>(out + y * length + x, size) = f(line);
        }
}

/// One direction of smooth: out, lines of `length` pixels, is the mean of the lines around.
template <class Scalar>
void smooth_across(const Scalar* in, Scalar* out, Index lines, Index length, const GaussianKernel& kernel,
                   Border border) {
    map_lines(in, out, lines, length, border, [&](const auto& line) {
        LinePart<Scalar> sum = static_cast<Scalar>(kernel.weights[0]) * line(0);
        for (Index d = 1; d <= kernel.radius; ++d)
            sum += static_cast<Scalar>(kernel.weights[static_cast<std::size_t>(d)]) * (line(-d) + line(d));
        return sum;
    });
}

/// Blurs a plane by a Gaussian, lines and columns one after the other; `spare` is as large as the plane. The
/// border is any but constant.
template <class Plane>
void smooth(const Shape& image, Plane& plane, Plane& spare, const GaussianKernel& kernel, Border border) {
    using Scalar = typename Plane::Scalar;
    using Lines = Eigen::Map<Matrix<Scalar>>;
    const Index h = image.height, w = image.width;
    smooth_across(plane.data(), spare.data(), h, w, kernel, border);
    Lines(plane.data(), h, w) = Lines(spare.data(), w, h).transpose();
    smooth_across(plane.data(), spare.data(), w, h, kernel, border);
    Lines(plane.data(), w, h) = Lines(spare.data(), h, w).transpose();
}

}  // namespace regula::inline REGULA_ABI
