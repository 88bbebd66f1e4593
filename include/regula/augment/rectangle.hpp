#pragma once

#include <regula/core/platform.hpp>
#include <regula/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Some rows and columns of an image: top <= y < bottom, left <= x < right.
struct Rectangle {
    Index top = 0, bottom = 0, left = 0, right = 0;

    bool holds(Index y, Index x) const { return y >= top && y < bottom && x >= left && x < right; }
    Index pixels() const { return (bottom - top) * (right - left); }
};

/// The n-th draw of a rectangle with the proportions of the image, of a share of its area, and with its
/// centre anywhere in the image. Parts outside the image are cut off.
inline Rectangle draw_rectangle(Key key, std::uint64_t n, Index height, Index width, double area) {
    const auto along = [&](Index size, const char* name) {
        const double half = std::sqrt(area) * static_cast<double>(size) / 2;
        const double centre = static_cast<double>(size) * key.stream(name).uniform(n);
        const auto end = [&](double at) { return std::clamp<Index>(round_to_index(at), 0, size); };
        return std::pair{end(centre - half), end(centre + half)};
    };
    const auto [top, bottom] = along(height, "y");
    const auto [left, right] = along(width, "x");
    return {top, bottom, left, right};
}

}  // namespace regula::inline REGULA_ABI
