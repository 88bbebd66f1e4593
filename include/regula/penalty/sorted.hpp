#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The entries of a matrix from the largest in absolute value to the smallest, NaN before all.
struct Sorted {
    Vector<double> sizes;   ///< the absolute values
    Vector<Index> entries;  ///< their positions: i + rows * j for row i and column j
};

Sorted sorted(const auto& w) {
    struct Entry {
        double size;
        Index index;
    };
    std::vector<Entry> all;
    all.reserve(static_cast<std::size_t>(w.size()));
    for (Index j = 0; j < w.cols(); ++j)
        for (Index i = 0; i < w.rows(); ++i)
            all.push_back({std::abs(static_cast<double>(w(i, j))), i + w.rows() * j});
    std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) {
        return a.size > b.size || (std::isnan(a.size) && !std::isnan(b.size));
    });
    Sorted result{Vector<double>(w.size()), Vector<Index>(w.size())};
    for (Index k = 0; k < w.size(); ++k) {
        const Entry& entry = all[static_cast<std::size_t>(k)];
        result.sizes(k) = entry.size;
        result.entries(k) = entry.index;
    }
    return result;
}

/// Sizes with the signs, and in the precision, of other entries.
auto signed_as(const auto& entries, const Vector<double>& sizes) {
    using Scalar = typename std::remove_cvref_t<decltype(entries)>::Scalar;
    return sizes.cast<Scalar>().cwiseProduct(entries.cwiseSign()).eval();
}

}  // namespace regula::inline REGULA_ABI
