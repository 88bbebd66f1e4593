// optional: needs <Eigen/SVD>
#pragma once

#include <regula/constraint/singular_values.hpp>

namespace regula::inline REGULA_ABI {

/// The spectral norm: a block lengthens no input by more than a factor `radius`, which bounds the Lipschitz
/// constant of a layer.
///
///     set         the largest singular value of w is <= radius
///     project     U min(s, radius) V'     of the singular value decomposition U s V'
///
/// Unlike spectral normalisation, which divides all of w, this lowers the singular values that are too large
/// alone, and is nearest. A block that is not finite is left as it is. Allocates.
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
