#pragma once

#include <regula/core/matrix.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// The result of a solver and its proof: numbers computed from the result and the data, not from the history
/// of the solver.
struct Certificate {
    const char* method = "";
    double objective = 0;  ///< the loss and the penalty

    /// The duality gap: an upper bound on the distance of the objective from its minimum. It is a fraction of
    /// the objective of the model with all weights zero, so units do not matter. NaN if the problem is not
    /// convex or no dual is known.
    double gap = std::numeric_limits<double>::quiet_NaN();

    /// The largest violation of the optimality conditions, in units of the gradient.
    double residual = std::numeric_limits<double>::quiet_NaN();

    int iterations = 0;

    /// Whether the objective is finite, and the gap (if one is known) and the residual are within the
    /// tolerances of the solver. If not, the result is the best one found.
    bool converged = false;
};

/// The larger of two violations, or NaN if either is NaN; std::max would lose the NaN.
inline double worse(double a, double b) { return a > b || a != a ? a : b; }

}  // namespace regula::inline REGULA_ABI
