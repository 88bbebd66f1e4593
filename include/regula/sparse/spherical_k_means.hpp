#pragma once

#include <regula/sparse/lloyd.hpp>

namespace regula::inline REGULA_ABI {

/// Spherical k-means: a dictionary of unit atoms for codes of one atom, with a gain of either sign. It is a
/// local minimum of the mean over signals of
///
///     |x - (d_s'x) d_s|^2 / 2     cluster(signals, SphericalKMeans{.clusters = 100}, Key{1}, workers)
///
/// A signal belongs to the atom with the largest |d'x|; an atom becomes the direction of the sum of (d'x) x
/// over its signals, so it tends to their first principal axis. Also known as gain-shape vector quantization,
/// and the dictionary of OMP-1. It learns dictionaries of hundreds of atoms from 10^5 patches in seconds.
///
/// Seeds as in k-means++, by the distance from the nearest line. It has converged when all signals stay and
/// the objective falls by no more than the share `tolerance`. An atom without signals takes the direction of
/// the signal with the largest residual. Signals may be zero. `cluster` throws std::invalid_argument unless 1
/// <= clusters <= signals, iterations >= 0 and tolerance >= 0. Coates and Ng (2011), "The importance of
/// encoding versus training with sparse coding and vector quantization"; Coates and Ng (2012), "Learning
/// feature representations with k-means".
struct SphericalKMeans {
    Index clusters;
    int iterations = 100;
    double tolerance = 1e-6;

    LloydSettings settings() const { return {"SphericalKMeans", clusters, iterations, tolerance, true}; }
};

}  // namespace regula::inline REGULA_ABI
