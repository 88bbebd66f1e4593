#pragma once

#include <regula/core/matrix.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// Iterative refinement of the solution x of linear equations, from its current value:
///
///     x  <-  x + solve(residual(x))
///
/// while each correction is less than half of the one before. `solve(r)` uses a factorization, which may be
/// inexact. `residual(x)` is the right side minus the left, computed from the data, not from the
/// factorization. Returns the possible relative error of x, the last correction over |x|: about 1e-16 if the
/// equations determine x, and 1 or more if the factorization is useless.
/// Higham (2002), Accuracy and Stability of Numerical Algorithms, chapter 12.
double refine(auto& x, auto&& solve, auto&& residual) {
    constexpr double rounding = std::numeric_limits<double>::epsilon();
    double last = std::numeric_limits<double>::infinity();
    for (int k = 0; k < 100; ++k) {
        const auto correction = solve(residual(x)).eval();
        const double length = static_cast<double>(correction.norm());
        if (!(length < last / 2)) break;  // not small enough, or NaN
        x += correction;
        last = length;
        if (length <= rounding * static_cast<double>(x.norm())) break;
    }
    return last == 0 ? 0 : last / static_cast<double>(x.norm());
}

}  // namespace regula::inline REGULA_ABI
