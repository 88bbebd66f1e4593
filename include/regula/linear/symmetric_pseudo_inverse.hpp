#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/numeric/eigenvalues.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The pseudo-inverse of a symmetric, positive semidefinite matrix, by its eigenvalues:
///
///     A = Q diag(l) Q',     A^+ = Q diag(1 / l) Q',     0 in place of 1 / l where l <= n epsilon max(l)
///
/// Only the lower triangle is read. All entries are NaN if the matrix is not finite. Golub and Van Loan,
/// Matrix Computations, section 5.5.
template <class Scalar>
Matrix<Scalar> symmetric_pseudo_inverse(const Matrix<Scalar>& a) {
    if (a.size() == 0) return a;
    if (!a.allFinite())
        return Matrix<Scalar>::Constant(a.rows(), a.cols(), std::numeric_limits<Scalar>::quiet_NaN());
    const Eigen::SelfAdjointEigenSolver<Matrix<Scalar>> by_eigenvalues{a};
    const Vector<Scalar>& l = by_eigenvalues.eigenvalues();
    const Scalar least =
        static_cast<Scalar>(a.rows()) * std::numeric_limits<Scalar>::epsilon() * l[l.size() - 1];
    Matrix<Scalar> scaled = by_eigenvalues.eigenvectors();
    for (Index i = 0; i < l.size(); ++i) scaled.col(i) *= l[i] > least ? 1 / l[i] : Scalar{0};
    return scaled * by_eigenvalues.eigenvectors().transpose();
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template Matrix<float> symmetric_pseudo_inverse(const Matrix<float>&);
REGULA_COMPILED template Matrix<double> symmetric_pseudo_inverse(const Matrix<double>&);
#endif

}  // namespace regula::inline REGULA_ABI
