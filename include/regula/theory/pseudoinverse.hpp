#pragma once

#include <regula/core/numeric/refine.hpp>
#include <regula/linear/thin_svd.hpp>
#include <regula/theory/least_squares.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The minimum of least norm of a quadratic:     H+ H w*,   equal to w* if H is nonsingular.
template <class = OnUse>
Vector<double> minimum_norm(const Quadratic& q) {
    q.check();
    const Matrix<double> axes = thin_svd(q.hessian).v;
    return axes * (axes.transpose() * q.minimum);
}

/// With X = U diag(s) V':     w = U diag(s / (s^2 + shift)) V't',   exact for any rank of X.
template <class = OnUse>
Vector<double> least_squares_by_singular_values(const Dataset<double>& data, double shift) {
    const ThinSvd x = thin_svd(data.inputs);
    const Vector<double> factor = x.s.array() / (x.s.array().square() + shift);
    const Vector<double> along = x.v.transpose() * data.targets.transpose();
    return x.u * factor.cwiseProduct(along);
}

/// The least-squares weights of least norm:     w = (X')+ t',   exact for any rank of X.
///
/// The limit of ridge regression as the strength goes to 0, and of gradient descent that begins at 0.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.3.
template <class = OnUse>
Vector<double> minimum_norm_least_squares(const Dataset<double>& data) {
    require_one_target(data, "minimum_norm_least_squares");
    return least_squares_by_singular_values(data, 0);
}

/// Ridge regression, the minimum of     1/m sum_j 1/2 (w'x_j - t_j)^2 + a/2 |w|^2,   a > 0:
///
///     w = (X X' + m a I)^-1 X t'   =   X (X'X + m a I)^-1 t'
///
/// by the smaller system, because with more features than samples the first one loses all digits as a goes to
/// 0. If the system is nearly singular and leaves the weights uncertain by more than 1e-8, by the singular
/// values of X.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.17.
template <class = OnUse>
Vector<double> ridge(const Dataset<double>& data, double strength) {
    require_one_target(data, "ridge");
    require(strength > 0, "ridge: strength must be > 0, got ", strength);
    const double shift = strength * static_cast<double>(data.size());
    const bool primal = data.features() <= data.size();
    const Matrix<double>& x = data.inputs;
    const Vector<double> t = data.targets.transpose();
    Matrix<double> gram = primal ? Matrix<double>{x * x.transpose()} : Matrix<double>{x.transpose() * x};
    gram.diagonal().array() += shift;
    const Eigen::LLT<Matrix<double>> factor{gram};
    Vector<double> v = Vector<double>::Zero(gram.rows());  // w, or v with w = X v
    const auto left = [&](const Vector<double>& at) -> Vector<double> {
        const Vector<double> image = primal ? Vector<double>{x.transpose() * at} : Vector<double>{x * at};
        if (primal) return x * Vector<double>{t - image} - shift * at;
        return t - x.transpose() * image - shift * at;
    };
    const bool regular = factor.info() == Eigen::Success;
    if (!regular || refine(
                        v, [&](const auto& r) { return factor.solve(r); }, left) > 1e-8)
        return least_squares_by_singular_values(data, shift);
    return primal ? v : Vector<double>{x * v};
}

}  // namespace regula::inline REGULA_ABI::theory
