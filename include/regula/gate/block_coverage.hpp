#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Multiplies each pixel of the maps by keep^-n, for the n squares of a DropBlock that can cover it. The
/// factors of 256 pixels at a time stay on the stack.
template <class Policy>
void scale_by_coverage(const Policy& of, double keep, auto&& gain) {
    using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
    const Index pixels = of.height * of.width;
    const auto covered = [&](Index at, Index size) {  // by so many positions of a square's side
        return static_cast<double>(std::min({at + 1, size - at, of.block, size - of.block + 1}));
    };
    for (Index first = 0; first < pixels; first += 256) {
        Eigen::Array<Scalar, Eigen::Dynamic, 1, 0, 256, 1> scale(std::min<Index>(256, pixels - first));
        for (Index k = 0; k < scale.size(); ++k)
            scale[k] = static_cast<Scalar>(std::pow(keep, -covered((first + k) / of.width, of.height) *
                                                              covered((first + k) % of.width, of.width)));
        for (Index at = first; at < gain.rows(); at += pixels)
            gain.middleRows(at, scale.size()).array().colwise() *= scale;
    }
}

}  // namespace regula::inline REGULA_ABI
