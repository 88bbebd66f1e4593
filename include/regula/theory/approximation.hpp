#pragma once

#include <regula/theory/quadratic.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The Hessian at w of a function f(w, g) that fills its gradient g, by central differences of the gradient,
/// symmetrized. The relative error is about 1e-9 for a smooth f; h is the relative step.
Matrix<double> hessian_by_differences(auto&& f, const Vector<double>& w, double h = 1e-5) {
    Matrix<double> hessian(w.size(), w.size());
    Vector<double> at = w, above = Vector<double>::Zero(w.size()), below = above;
    for (Index i = 0; i < w.size(); ++i) {
        const double step = h * std::max(1.0, std::abs(w[i]));
        at[i] = w[i] + step;
        f(at, above);
        at[i] = w[i] - step;
        f(at, below);
        at[i] = w[i];
        hessian.col(i) = (above - below) / (2 * step);
    }
    return (hessian + hessian.transpose()) / 2;
}

/// The quadratic approximation of a function f(w, g), which returns its value and fills its gradient, at a
/// minimum: exact there, with a third-order error away from it.
/// Goodfellow, Bengio and Courville, Deep Learning, equation 7.6.
Quadratic quadratic_at(auto&& f, const Vector<double>& minimum) {
    Vector<double> unused = Vector<double>::Zero(minimum.size());
    const double least = static_cast<double>(f(minimum, unused));
    return {hessian_by_differences(f, minimum), minimum, least};
}

}  // namespace regula::inline REGULA_ABI::theory
