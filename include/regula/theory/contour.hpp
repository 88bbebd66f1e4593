#pragma once

#include <regula/theory/early_stopping.hpp>
#include <regula/theory/lasso.hpp>
#include <regula/theory/weight_decay.hpp>

#include <numbers>
#include <vector>

/// The curves of figures 7.1, 7.2 and 7.4 of the book: points in columns.
namespace regula::inline REGULA_ABI::theory {

/// The closed ellipse J(w) = level of a quadratic of two weights, as a 2 x (points + 1) matrix. Throws
/// std::invalid_argument unless H is 2 x 2 and positive definite and the level at least J(w*).
template <class = OnUse>
Matrix<double> contour(const Quadratic& q, double level, Index points = 100) {
    q.check();
    require(q.size() == 2, "contour: needs a quadratic of 2 weights, got ", q.size());
    require(level >= q.least, "contour: the level must be >= the least value, ", q.least, ", got ", level);
    const Eigen::LLT<Matrix<double>> factor{q.hessian};
    require(factor.info() == Eigen::Success, "contour: the Hessian must be positive definite");
    Matrix<double> circle(2, points + 1);  // with H = L L', L'(w - w*) lies on a circle
    for (Index k = 0; k <= points; ++k) {
        const double angle =
            2 * std::numbers::pi * static_cast<double>(k % points) / static_cast<double>(points);
        circle.col(k) << std::cos(angle), std::sin(angle);
    }
    Matrix<double> ellipse = factor.matrixU().solve(std::sqrt(2 * (level - q.least)) * circle);
    ellipse.colwise() += q.minimum;
    return ellipse;
}

/// The iterates of gradient descent, from w or from 0, after 0, 1, ..., `steps` steps.
template <class = OnUse>
Matrix<double> descent_path(const Quadratic& q, double rate, int steps, double momentum = 0,
                            Vector<double> w = {}) {
    if (w.size() == 0) w.setZero(q.size());
    Matrix<double> path(q.size(), steps + 1);
    path.col(0) = w;
    for (int k = 1; k <= steps; ++k) {
        const Vector<double> before = w;
        w = gradient_descent(q, rate, 1, 0, w);
        if (k > 1) w += momentum * (before - path.col(k - 2));
        path.col(k) = w;
    }
    return path;
}

/// The minima under L2{a}, and under L1{a}, for each strength a.
template <class = OnUse>
Matrix<double> weight_decay_path(const Quadratic& q, const std::vector<double>& strengths) {
    Matrix<double> path(q.size(), static_cast<Index>(strengths.size()));
    for (Index k = 0; k < path.cols(); ++k)
        path.col(k) = weight_decay_minimum(q, strengths[static_cast<std::size_t>(k)]);
    return path;
}
template <class = OnUse>
Matrix<double> lasso_path(const Quadratic& q, const std::vector<double>& strengths) {
    Matrix<double> path(q.size(), static_cast<Index>(strengths.size()));
    for (Index k = 0; k < path.cols(); ++k)
        path.col(k) = lasso_minimum(q, strengths[static_cast<std::size_t>(k)]).w;
    return path;
}

}  // namespace regula::inline REGULA_ABI::theory
