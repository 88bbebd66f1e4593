#pragma once

#include <regula/core/certificate.hpp>
#include <regula/core/error.hpp>

#include <type_traits>

namespace regula::inline REGULA_ABI {

/// A linear model found by a solver, y = W'x + b, and its certificate.
struct LinearFit {
    Matrix<double> weights;    ///< features x outputs
    Vector<double> intercept;  ///< one per output; zeros without an intercept
    Certificate certificate;

    /// The outputs of samples, outputs x samples; for a classifier, the scores before the sigmoid or softmax.
    /// The inputs (features x samples) may be sparse. Throws std::invalid_argument for another number of
    /// features.
    Matrix<double> predict(const auto& x) const {
        require(x.rows() == weights.rows(), "LinearFit: was fitted on ", weights.rows(), " features, got ",
                x.rows());
        Matrix<double> y = weights.transpose() * x.template cast<double>();
        y.colwise() += intercept;
        return y;
    }

    /// The number of features with a nonzero weight.
    template <class = OnUse>
    Index support() const {
        return (weights.array() != 0).rowwise().any().count();
    }
};

}  // namespace regula::inline REGULA_ABI
