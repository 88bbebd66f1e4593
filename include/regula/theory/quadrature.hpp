#pragma once

#include <regula/core/numeric/gauss_hermite.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The mean of f(x) over x ~ N(centre, stddev^2 I), by the rule along each axis: points^n values of f.
double mean_under_normal(const Quadrature& rule, auto&& f, const Vector<double>& centre, double stddev) {
    Vector<double> x = centre;
    const auto along = [&](const auto& self, Index axis) -> double {
        if (axis == x.size()) return static_cast<double>(f(std::as_const(x)));
        double sum = 0;
        for (Index i = 0; i < rule.nodes.size(); ++i) {
            x[axis] = centre[axis] + stddev * rule.nodes[i];
            sum += rule.weights[i] * self(self, axis + 1);
        }
        return sum;
    };
    return along(along, 0);
}

}  // namespace regula::inline REGULA_ABI::theory
