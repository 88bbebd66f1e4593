#pragma once

#include <regula/core/matrix.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// What a solver found, and the proof of it: numbers that are computed from the result and the data, not from
/// how the solver went.
struct Certificate {
    const char* method = "";
    double objective = 0;  ///< the loss and the penalty

    /// The duality gap: the objective is at most this above the least one. As a fraction of the objective of
    /// the model with all weights zero, so that units do not matter; NaN where the problem is not convex, or
    /// no dual is known.
    double gap = std::numeric_limits<double>::quiet_NaN();

    /// The largest violation of the conditions of optimality, in units of the gradient.
    double residual = std::numeric_limits<double>::quiet_NaN();

    int iterations = 0;

    /// Whether the objective is finite, and the gap (where one is known) and the residual are within the
    /// tolerances of the solver. If not, the result is the best there was.
    bool converged = false;
};

/// The larger of two violations, and NaN if one is: std::max would lose it.
inline double worse(double a, double b) { return a > b || a != a ? a : b; }

}  // namespace regula::inline REGULA_ABI
