#pragma once

#include <regula/core/sample_weights.hpp>
#include <regula/linear/linear_fit.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// A weighted least-squares problem as one without weights. With the weights w_j in units of their mean
///
///     x_j <- sqrt(w_j) (x_j - mean x),     t_j <- sqrt(w_j) (t_j - mean t),     the means weighted
///
/// so that 1/m sum_j 1/2 |W'x_j - t_j|^2 is the weighted mean squared error at the best intercept. Without an
/// intercept the means are not subtracted.
struct WeightedSquares {
    Matrix<double> x, t;            ///< features x samples, outputs x samples
    Vector<double> x_mean, t_mean;  ///< weighted; zeros without an intercept

    /// Weights that are valid for the samples, at any scale.
    WeightedSquares(Matrix<double> inputs_of, Matrix<double> targets_of, const auto& weights_of,
                    bool intercept)
        : x{std::move(inputs_of)}, t{std::move(targets_of)} {
        const auto w = relative_weights(weights_of);
        x_mean = centre(x, w, intercept);
        t_mean = centre(t, w, intercept);
        const auto root = w.cwiseSqrt().eval();
        x *= root.asDiagonal();
        t *= root.asDiagonal();
    }

    /// The fit of the weighted problem, from that without weights and without an intercept.
    template <class Fit>
    Fit unscaled(Fit fit) const {
        fit.intercept = t_mean - fit.weights.transpose() * x_mean;
        return fit;
    }

private:
    /// Subtracts the weighted mean of each row, exactly if the row is constant, and returns it.
    static Vector<double> centre(auto& rows, const auto& w, bool intercept) {
        Vector<double> mean = Vector<double>::Zero(rows.rows());
        if (!intercept) return mean;
        Index first = 0;  // of those that count
        while (w[first] == 0) ++first;
        for (Index i = 0; i < rows.rows(); ++i) {
            auto row = rows.row(i);
            const bool constant = (row.transpose().array() == row[first] || w.array() == 0).all();
            mean[i] = constant ? row[first] : row.dot(w) / static_cast<double>(w.size());
            row.array() -= mean[i];
        }
        return mean;
    }
};

}  // namespace regula::inline REGULA_ABI
