#pragma once

#include <regula/core/error.hpp>
#include <regula/data/dataset.hpp>

#include <Eigen/Cholesky>

namespace regula::inline REGULA_ABI::theory {

/// A quadratic objective, or the approximation of one near its minimum:
///
///     J(w) = J(w*) + 1/2 (w - w*)' H (w - w*)
///
/// What the closed forms of chapter 7 are about. H must be symmetric, positive semidefinite, n x n.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.6.
struct Quadratic {
    Matrix<double> hessian;  ///< H
    Vector<double> minimum;  ///< w*; where H is singular, one of the minima
    double least = 0;        ///< J(w*)

    Index size() const { return minimum.size(); }

    double value(const Vector<double>& w) const {
        const Vector<double> d = w - minimum;
        return least + d.dot(hessian * d) / 2;
    }

    /// An objective for minimize: returns J(w), g = H (w - w*).
    double operator()(const Vector<double>& w, auto&& g) const {
        g.noalias() = hessian * (w - minimum);
        return least + (w - minimum).dot(g) / 2;
    }

    /// Throws std::invalid_argument unless H is square, symmetric and of the size of w*.
    void check() const {
        require(hessian.rows() == size() && hessian.cols() == size(), "Quadratic: the Hessian must be ",
                size(), " x ", size(), ", got ", hessian.rows(), " x ", hessian.cols());
        require((hessian - hessian.transpose()).norm() <= 1e-9 * hessian.norm(),
                "Quadratic: the Hessian must be symmetric, got one that is ",
                (hessian - hessian.transpose()).norm(), " off");
    }

    /// Whether H is diagonal, so that each weight can be treated alone.
    bool is_diagonal() const {
        const Matrix<double> rest = hessian - Matrix<double>{hessian.diagonal().asDiagonal()};
        return rest.cwiseAbs().maxCoeff() <= 1e-14 * hessian.diagonal().cwiseAbs().maxCoeff();
    }
};

/// The mean squared error of a linear model without intercept as a function of its weights: exact, with
///
///     J(w) = 1/m sum_j 1/2 (w'x_j - t_j)^2,   H = X X' / m,   H w* = X t' / m
///
/// for one output. The data must have more independent samples than features: else the minimum is a set.
/// Throws std::invalid_argument for data with labels, with several outputs, or with a singular H.
/// Goodfellow, Bengio and Courville, Deep Learning, section 5.1.4.
inline Quadratic least_squares(const Dataset<double>& data) {
    data.check("least_squares");
    require(data.targets.rows() == 1, "least_squares: needs one target a sample, got ", data.targets.rows());
    const double m = static_cast<double>(data.size());
    Quadratic q;
    q.hessian = data.inputs * data.inputs.transpose() / m;
    const Eigen::LLT<Matrix<double>> factor{q.hessian};
    require(factor.info() == Eigen::Success && factor.rcond() > 1e-14,
            "least_squares: the features are linearly dependent; see minimum_norm_least_squares");
    q.minimum = factor.solve(data.inputs * data.targets.transpose() / m);
    q.least = (q.minimum.transpose() * data.inputs - data.targets).squaredNorm() / (2 * m);
    return q;
}

}  // namespace regula::inline REGULA_ABI::theory
