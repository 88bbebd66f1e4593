#pragma once

#include <regula/penalty/slope.hpp>

namespace regula::inline REGULA_ABI {

/// OSCAR makes weights of correlated inputs equal: SLOPE with a linearly falling lambda, for a block with so
/// many entries.
///
///     value       a (|w|_1 + pairs sum_{i<j} max(|w_i|, |w_j|))
///
/// Bondell and Reich (2008), "Simultaneous regression shrinkage, variable selection, and supervised
/// clustering of predictors with OSCAR".
inline Slope oscar(double strength, double pairs, Index entries) {
    require(pairs >= 0 && entries >= 1, "oscar: pairs must be >= 0, entries >= 1, got ", pairs, " and ",
            entries);
    Vector<double> lambda(entries);
    for (Index rank = 0; rank < entries; ++rank)
        lambda[rank] = 1 + pairs * static_cast<double>(entries - 1 - rank);
    return {strength, std::move(lambda)};
}

}  // namespace regula::inline REGULA_ABI
