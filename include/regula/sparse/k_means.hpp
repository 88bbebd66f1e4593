#pragma once

#include <regula/sparse/lloyd.hpp>

namespace regula::inline REGULA_ABI {

/// k-means: clusters and their centres, a local minimum of the mean over samples of
///
///     |x - c_s|^2 / 2          cluster(samples, KMeans{.clusters = 8}, Key{1}, workers)
///
/// A sample belongs to the nearest centre; a centre is the mean of its samples. Distances below the rounding
/// of the largest squares are not told apart: an outlier at 10^4 (float) or 10^9 (double) times the distances
/// between the others is to be removed first. The seeds come from k-means++, and iterations end when all
/// samples stay, or after `iterations`. A cluster without samples takes the one that is farthest from its
/// centre. An iteration takes clusters x features x samples multiplications. Other keys may give better
/// minima. `cluster` throws std::invalid_argument unless 1 <= clusters <= samples and iterations >= 0; 0
/// gives the seeds. Lloyd (1982), "Least squares quantization in PCM"; Arthur and Vassilvitskii (2007).
struct KMeans {
    Index clusters;
    int iterations = 100;

    LloydSettings settings() const { return {"KMeans", clusters, iterations, 0, false}; }
};

}  // namespace regula::inline REGULA_ABI
