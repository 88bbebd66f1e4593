#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// The values beyond the border of an image; of 1 2 3, to the right of 3:
///
///     constant    a a a      one value
///     edge        3 3 3      the last pixel
///     reflect     2 1 2      a mirror, in which the last pixel is not seen twice
///     wrap        1 2 3      the other side
enum class Border { constant, edge, reflect, wrap };

/// The pixel of a line of `size` pixels that a place shows, also beyond the line; with a constant border the
/// last one.
inline Index seen_at(Border border, Index place, Index size) {
    if (border == Border::wrap) {
        while (place < 0) place += size;
        while (place >= size) place -= size;
    } else if (border == Border::reflect) {
        while (size > 1 && (place < 0 || place >= size)) place = place < 0 ? -place : 2 * (size - 1) - place;
    }
    return std::clamp(place, Index{0}, size - 1);
}

/// The same between pixels, a coordinate: in [-1, size] of a constant border, in [0, size] of any other. The
/// result is never NaN.
template <Border border, class Scalar>
Scalar seen_at(Scalar place, Scalar size) {
    const auto clamped = [](Scalar at, Scalar low, Scalar high) {
        at = at > low ? at : low;
        return at < high ? at : high;
    };
    if constexpr (border == Border::constant) return clamped(place, Scalar(-1), size);
    if constexpr (border == Border::wrap)
        return clamped(place - size * std::floor(place / size), Scalar(0), size);
    if constexpr (border == Border::reflect) {
        const Scalar period = std::max(2 * (size - 1), Scalar(1));
        place -= period * std::floor(place / period);
        place = place < period - place ? place : period - place;
    }
    return clamped(place, Scalar(0), size - 1);
}

}  // namespace regula::inline REGULA_ABI
