#pragma once

#include <regula/augment/border.hpp>
#include <regula/core/shape.hpp>

namespace regula::inline REGULA_ABI {

/// Copies a plane into a frame with the values beyond the border: one pixel before, two behind.
template <class Plane, class Scalar>
void put_in_frame(const Shape& image, const Plane& plane, Border border, double fill, Scalar* frame) {
    const auto wide = image.width + 3;
    for (Index y = -1; y < image.height + 2; ++y, frame += wide) {
        const bool outside = border == Border::constant && (y < 0 || y >= image.height);
        if (outside) {
            std::fill_n(frame, wide, static_cast<Scalar>(fill));
            continue;
        }
        const Scalar* line = plane.data() + seen_at(border, y, image.height) * image.width;
        std::copy_n(line, image.width, frame + 1);
        for (const Index x : {Index{-1}, image.width, image.width + 1})
            frame[x + 1] = border == Border::constant ? static_cast<Scalar>(fill)
                                                      : line[seen_at(border, x, image.width)];
    }
}

/// out(n) = the framed image at (x(n), y(n)), between its pixels bilinear. On a pixel, it is that pixel to
/// the bit.
template <Border border, class Scalar>
void sample(const Shape& image, const Scalar* frame, const auto& x, const auto& y, auto& out) {
    const auto width = static_cast<Scalar>(image.width), height = static_cast<Scalar>(image.height);
    const int wide = static_cast<int>(image.width) + 3;
    for (Index n = 0; n < out.size(); ++n) {
        const Scalar u = seen_at<border>(Scalar(x[n]), width) + 1,
                     v = seen_at<border>(Scalar(y[n]), height) + 1;
        const int left = static_cast<int>(u), top = static_cast<int>(v);
        const Scalar right = u - static_cast<Scalar>(left), down = v - static_cast<Scalar>(top);
        const Scalar* at = frame + (top * wide + left);
        const Scalar above = at[0] + right * (at[1] - at[0]);
        const Scalar below = at[wide] + right * (at[wide + 1] - at[wide]);
        out[n] = above + down * (below - above);
    }
}

/// Replaces a plane by its values at the coordinates x, y, one for each pixel.
template <class Plane, class Scalar>
void resample(const Shape& image, const Plane& plane, const auto& x, const auto& y, Border border,
              double fill, Scalar* frame, auto& out) {
    put_in_frame(image, plane, border, fill, frame);
    switch (border) {
        case Border::constant:
            return sample<Border::constant>(image, frame, x, y, out);
        case Border::edge:
            return sample<Border::edge>(image, frame, x, y, out);
        case Border::reflect:
            return sample<Border::reflect>(image, frame, x, y, out);
        case Border::wrap:
            return sample<Border::wrap>(image, frame, x, y, out);
    }
}

}  // namespace regula::inline REGULA_ABI
