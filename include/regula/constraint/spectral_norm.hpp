// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// The spectral norm: the largest singular value of a block is at most `radius`, a bound of the Lipschitz
/// constant of a layer.
///
///     set         the largest singular value of w is <= radius
///     project     U min(s, radius) V'     of the singular value decomposition U s V'
///
/// Spectral normalisation divides all of w; this lowers only the singular values above the radius, and is the
/// projection. A block that is not finite stays unchanged. Allocates.
/// Lefkimmiatis, Ward and Unser (2013), "Hessian Schatten-norm regularization for linear inverse problems".
struct SpectralNorm {
    double radius;

    void check() const { require(radius >= 0, "SpectralNorm: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        change_singular_values(w, [this](auto& s) { s = s.cwiseMin(radius); });
    }
};

static_assert(Constraint<SpectralNorm>);

}  // namespace regula::inline REGULA_ABI
