// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The cone of positive semidefinite matrices: a square block is symmetric and has no negative eigenvalue, as
/// a covariance or a metric.
///
///     project     Q max(l, 0) Q'     with (w + w')/2 = Q l Q'
///
/// Throws std::invalid_argument for a block that is not square. A block that is not finite, or has no
/// decomposition in double, stays unchanged.
/// In double; allocates. Higham (1988), "Computing a nearest symmetric positive semidefinite matrix".
struct PsdCone {
    static constexpr bool across_units = true;

    void project(auto&& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require(w.rows() == w.cols(), "PsdCone: a block must be square, got ", w.rows(), " x ", w.cols());
        if (!w.allFinite()) return;
        Matrix<double> nearest = w.template cast<double>() / 2;
        nearest += nearest.transpose().eval();
        const Eigen::SelfAdjointEigenSolver<Matrix<double>> solver{nearest};
        if (solver.info() != Eigen::Success) return;
        const Matrix<double>& q = solver.eigenvectors();
        nearest = q * solver.eigenvalues().cwiseMax(0.0).asDiagonal() * q.transpose();
        w = nearest.template cast<Scalar>();
    }
};

static_assert(Constraint<PsdCone>);

}  // namespace regula::inline REGULA_ABI
