#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

namespace regula::inline REGULA_ABI {

/// The settings of coordinate descent. A fit has converged when its objective is finite and
///
///     the duality gap            <=  tolerance * objective of the model with all weights zero
///     the violation of feature j <=  residual_tolerance * sqrt(mean x_j^2) * R
///
/// and so the intercept's, of a feature of ones. R is the root mean square of the residuals (of dJ/dy of a
/// sample) of the model with all weights zero; for a loss whose least value may not be attained, as the
/// logistic loss of separable data, at the result if that is less: there the gradient vanishes as the weights
/// grow without end, and proves nothing. A penalty without a dual must meet both tolerances by its violation.
/// With a tolerance of 0 a fit goes as far as rounding lets.
struct CoordinateDescent {
    double tolerance = 1e-10;             ///< of the duality gap
    double residual_tolerance = 1e-8;     ///< of the violation of the conditions of optimality
    int max_passes = 500;                 ///< over the data, for each penalty
    bool intercept = true;                ///< one that is not penalised
    Vector<double> penalty_factors = {};  ///< multiply the penalty of each feature; 0 leaves it free

    void check(Index features) const {
        require(tolerance >= 0, "CoordinateDescent: tolerance must be >= 0, got ", tolerance);
        require(residual_tolerance >= 0, "CoordinateDescent: residual_tolerance must be >= 0, got ",
                residual_tolerance);
        require(max_passes > 0, "CoordinateDescent: max_passes must be > 0, got ", max_passes);
        const auto& v = penalty_factors;
        require(v.size() == 0 || v.size() == features,
                "CoordinateDescent: needs a penalty factor for each of ", features, " features, got ",
                v.size());
        require(v.size() == 0 || (v.allFinite() && v.minCoeff() >= 0),
                "CoordinateDescent: penalty_factors must be >= 0 and finite, got ",
                v.size() == 0 ? 0.0 : v.minCoeff());
    }
};

}  // namespace regula::inline REGULA_ABI
