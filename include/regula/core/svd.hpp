#pragma once

#include <regula/core/matrix.hpp>

#include <Eigen/Jacobi>

#include <cmath>
#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A singular value decomposition w = u diag(s) v', with s from the largest on. The columns of u and v are
/// orthonormal, except that where s is zero those of u (of v, if w has more columns than rows) are zero.
struct Svd {
    Matrix<double> u;
    Vector<double> s;
    Matrix<double> v;

    /// u diag(values) v'
    Matrix<double> with(const Vector<double>& values) const {
        return u * values.asDiagonal() * v.transpose();
    }
};

/// b  <-  b Q and v  <-  v Q, with the orthogonal Q that makes the columns of b so, the longest first.
inline void orthogonalize(Matrix<double>& b, Matrix<double>& v) {
    const double rounding = std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(b.rows()));
    bool rotated = true;
    for (int sweep = 0; rotated && sweep < 40; ++sweep) {  // about ten do
        rotated = false;
        for (Index p = 0; p < b.cols(); ++p)
            for (Index q = p + 1; q < b.cols(); ++q) {
                double pp = b.col(p).squaredNorm(), qq = b.col(q).squaredNorm();
                if (pp < qq) {
                    std::swap(pp, qq);
                    b.col(p).swap(b.col(q));
                    v.col(p).swap(v.col(q));
                }
                const double pq = b.col(p).dot(b.col(q));
                if (std::abs(pq) <= rounding * std::sqrt(pp) * std::sqrt(qq)) continue;
                Eigen::JacobiRotation<double> rotation;
                rotation.makeJacobi(pp, pq, qq);
                b.applyOnTheRight(p, q, rotation);
                v.applyOnTheRight(p, q, rotation);
                rotated = true;
            }
    }
}

/// The decomposition of a matrix, in double whatever the matrix; all NaN if an entry is not finite.
///
/// The one-sided Jacobi method rotates the columns by pairs until all are orthogonal. It allocates, and takes
/// the time of some ten products w'w; compilers take a second for it, and twenty for Eigen's BDCSVD. Hestenes
/// (1958), "Inversion of matrices by biorthogonalization and related results"; de Rijk (1989), "A one-sided
/// Jacobi algorithm for computing the singular value decomposition on a vector computer".
Svd svd(const auto& w) {
    const bool wide = w.rows() < w.cols();
    Matrix<double> u = w.template cast<double>();
    if (wide) u.transposeInPlace();
    Matrix<double> v = Matrix<double>::Identity(u.cols(), u.cols());
    if (u.allFinite())
        orthogonalize(u, v);
    else
        u.setConstant(std::numeric_limits<double>::quiet_NaN());
    const Vector<double> s = u.colwise().norm();
    for (Index k = 0; k < s.size(); ++k)
        if (s(k) != 0) u.col(k) /= s(k);
    return {wide ? v : u, s, wide ? u : v};
}

}  // namespace regula::inline REGULA_ABI
