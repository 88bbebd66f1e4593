// optional: needs <Eigen/SVD>
#pragma once

#include <regula/core/numeric/orthogonal.hpp>
#include <regula/core/policy.hpp>

#include <algorithm>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The decomposition w = U diag(s) V' of a finite matrix, by Jacobi's rotations: Eigen's BDCSVD is faster for
/// large matrices and takes compilers ten times as long.
auto jacobi_svd(const auto& w) {
    constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
    if constexpr (requires { w.template jacobiSvd<thin>(); })
        return w.template jacobiSvd<thin>();  // of Eigen 5
    else
        return w.jacobiSvd(thin);
}

/// The singular values of a matrix, the largest first, in double; NaN for one that is not finite. Allocates.
Vector<double> singular_values(const auto& w) {
    if (w.allFinite()) return jacobi_svd(Matrix<double>{w.template cast<double>()}).singularValues();
    return Vector<double>::Constant(std::min(w.rows(), w.cols()), std::numeric_limits<double>::quiet_NaN());
}

/// Changes the singular values of a matrix and keeps its singular vectors:     U s V'  ->  U f(s) V'
///
/// change(s) acts on the vector of them, the largest first. A matrix that is not finite stays unchanged. In
/// double; allocates.
void change_singular_values(auto& w, auto&& change) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    if (!w.allFinite()) return;
    const auto svd = jacobi_svd(Matrix<double>{w.template cast<double>()});
    Vector<double> s = svd.singularValues();
    change(s);
    const Matrix<double> changed = svd.matrixU() * s.asDiagonal() * svd.matrixV().transpose();
    w = changed.template cast<Scalar>();
}

}  // namespace regula::inline REGULA_ABI
