#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/sample_weights.hpp>
#include <regula/linear/bounds.hpp>

namespace regula::inline REGULA_ABI {

/// The settings of coordinate descent. A fit has converged when its objective is finite and
///
///     the duality gap            <=  tolerance * objective of the model with all weights zero
///     the violation of feature j <=  residual_tolerance * sqrt(mean x_j^2) * R
///
/// The intercept counts as a feature of ones, a group as its feature with the largest mean x_j^2. R is the
/// root mean square of the residuals (of dJ/dy of a sample) of the model with all weights zero. If the loss
/// may not attain its minimum, as the logistic loss on separable data, R is that of the result if it is less:
/// there the gradient vanishes as the weights grow without bound, and proves nothing. For a penalty without a
/// dual, the violation must meet both tolerances. With a tolerance of 0 a fit goes as far as rounding allows.
///
/// The bounds `lower` and `upper` hold for the weights of each feature, of all outputs:
///
///     lower_j <= w_j <= upper_j,     lower_j <= 0 <= upper_j
///
/// One number is the bound of all features, so {.lower = Vector<double>::Zero(1)} asks for weights >= 0. An
/// infinite bound is none; a feature with both bounds 0 is left out. Bounds go with penalties of single
/// weights. They are the arguments lower.limits and upper.limits of glmnet.
struct CoordinateDescent {
    double tolerance = 1e-10;             ///< of the duality gap
    double residual_tolerance = 1e-8;     ///< of the violation of the optimality conditions
    int max_passes = 500;                 ///< over the data, for each penalty
    bool intercept = true;                ///< not penalised
    Vector<double> penalty_factors = {};  ///< multiply the penalty of each feature; 0 leaves it unpenalised
    Vector<double> sample_weights = {};   ///< of each sample, >= 0, relative; those of a Dataset come with it
    /// Known parts of the scores, outputs x samples: the model is W'x + b + offset, as with the logarithms of
    /// exposures for PoissonLoss. LinearFit::predict gives W'x + b.
    Matrix<double> offset = {};
    Vector<double> lower = {};  ///< bounds of the weights, <= 0: of each feature, or one for all
    Vector<double> upper = {};  ///< the same, >= 0

    /// Whether weights have bounds.
    bool bounded() const { return lower.size() > 0 || upper.size() > 0; }

    void check(Index features, Index samples, Index width) const {
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
        require_sample_weights(sample_weights, samples, "CoordinateDescent");
        require(offset.size() == 0 || (offset.rows() == width && offset.cols() == samples),
                "CoordinateDescent: the offset must be ", width, " x ", samples, " (outputs x samples), got ",
                offset.rows(), " x ", offset.cols());
        require(offset.allFinite(), "CoordinateDescent: every offset must be finite");
        require_bounds(lower, upper, features, "CoordinateDescent");
    }
};

}  // namespace regula::inline REGULA_ABI
