// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The spectral radius: no eigenvalue of a square block, such as a recurrent one, is larger than `radius`, so
/// that repeated application does not grow without bound.
///
///     project     w  <-  w min(1, radius / rho(w)),     rho(w) the largest modulus of an eigenvalue
///
/// with the same eigenvectors, but not the nearest point of the set unless w'w = ww'. The set is not convex.
/// Throws std::invalid_argument for a block that is not square. A block that is not finite, or without
/// computed eigenvalues, stays unchanged. In double; allocates.
/// Jaeger (2001), "The 'echo state' approach to analysing and training recurrent neural networks".
struct SpectralRadius {
    static constexpr bool convex = false;
    static constexpr bool nearest = false;
    static constexpr bool across_units = true;
    double radius;

    void check() const { require(radius >= 0, "SpectralRadius: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require(w.rows() == w.cols(), "SpectralRadius: a block must be square, got ", w.rows(), " x ",
                w.cols());
        if (!w.allFinite()) return;
        const Matrix<double> exact = w.template cast<double>();
        const Eigen::EigenSolver<Matrix<double>> solver{exact, false};
        if (solver.info() != Eigen::Success) return;
        const double rho = solver.eigenvalues().cwiseAbs().maxCoeff();
        if (rho > radius) w = (radius * (exact / rho)).template cast<Scalar>();
    }
};

static_assert(Constraint<SpectralRadius>);

}  // namespace regula::inline REGULA_ABI
