#pragma once

#include <regula/theory/least_squares.hpp>

#include <Eigen/QR>

namespace regula::inline REGULA_ABI::theory {

/// The shortest of all minima of a quadratic:     H+ H w*,   which is w* where H is regular.
template <class = OnUse>
Vector<double> minimum_norm(const Quadratic& q) {
    q.check();
    return q.hessian.completeOrthogonalDecomposition().solve(q.hessian * q.minimum);
}

/// The shortest of all weights of least squared error:     w = (X')+ t',   exact for any rank of X.
///
/// The limit of ridge regression as the strength goes to 0, and of gradient descent that begins at 0.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.3.
template <class = OnUse>
Vector<double> minimum_norm_least_squares(const Dataset<double>& data) {
    require_one_target(data, "minimum_norm_least_squares");
    return data.inputs.transpose().completeOrthogonalDecomposition().solve(data.targets.transpose());
}

/// Ridge regression, the minimum of     1/m sum_j 1/2 (w'x_j - t_j)^2 + a/2 |w|^2,   a > 0:
///
///     w = (X X' + m a I)^-1 X t'   =   X (X'X + m a I)^-1 t'
///
/// by whichever system is smaller: with more features than samples the first loses all digits as a goes to 0.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.17.
template <class = OnUse>
Vector<double> ridge(const Dataset<double>& data, double strength) {
    require_one_target(data, "ridge");
    require(strength > 0, "ridge: strength must be > 0, got ", strength);
    const double shift = strength * static_cast<double>(data.size());
    const auto& x = data.inputs;
    if (data.features() <= data.size()) {
        Matrix<double> primal = x * x.transpose();
        primal.diagonal().array() += shift;
        return primal.llt().solve(x * data.targets.transpose());
    }
    Matrix<double> dual = x.transpose() * x;
    dual.diagonal().array() += shift;
    return x * dual.llt().solve(data.targets.transpose());
}

}  // namespace regula::inline REGULA_ABI::theory
