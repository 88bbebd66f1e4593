#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Multiplies each pixel of images of height x width by keep^-n, for the n squares of block x block pixels
/// that cover it, of all that lie inside the image: images in the rows of a column, one after the other. So
/// a mask of squares that are each kept with probability `keep` has mean 1 at each pixel. The factors of 256
/// pixels at a time stay on the stack.
void scale_by_coverage(Index height, Index width, Index block, double keep, auto&& gain) {
    using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
    const Index pixels = height * width;
    const auto covered = [&](Index at, Index size) {  // by so many positions of a square's side
        return static_cast<double>(std::min({at + 1, size - at, block, size - block + 1}));
    };
    for (Index first = 0; first < pixels; first += 256) {
        Eigen::Array<Scalar, Eigen::Dynamic, 1, 0, 256, 1> scale(std::min<Index>(256, pixels - first));
        for (Index k = 0; k < scale.size(); ++k)
            scale[k] = static_cast<Scalar>(
                std::pow(keep, -covered((first + k) / width, height) * covered((first + k) % width, width)));
        for (Index at = first; at < gain.rows(); at += pixels)
            gain.middleRows(at, scale.size()).array().colwise() *= scale;
    }
}

}  // namespace regula::inline REGULA_ABI
