#pragma once

#include <regula/core/random.hpp>
#include <regula/data/dataset.hpp>
#include <regula/loss/loss.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The increase of the mean of any loss J_j(y_j) under dropout on the inputs of a linear model with one
/// output, y = w'x + b, to second order in the w_i x_i:
///
///     E J(masked) - J = about p / (1 - p) 1/2m sum_j J_j''(y_j) sum_i x_ij^2 w_i^2
///
/// a decay of each weight in proportion to the curvature and the squares of its inputs. Exact for
/// SquaredError, at every p; p is rounded as in Dropout. For other losses it becomes exact as the w_i x_i go
/// to 0, but not as p goes to 0, because the few dropped units still jump. Throws std::invalid_argument
/// unless there is one target per sample.
///
/// Wager, Wang and Liang (2013), "Dropout training as adaptive regularization".
template <CurvedLoss Loss>
double dropout_penalty(const Loss& loss, const Dataset<double>& data, const Vector<double>& w,
                       double drop_probability, double bias = 0) {
    require(drop_probability >= 0 && drop_probability < 1,
            "dropout_penalty: drop_probability must be in [0, 1), got ", drop_probability);
    require_unweighted(data, "dropout_penalty");
    require(data.targets.rows() == 1, "dropout_penalty: needs data with one target a sample, got ",
            data.has_labels() ? "labels" : text(data.targets.rows(), " targets"));
    Matrix<double> y = w.transpose() * data.inputs, curvature;
    y.array() += bias;
    loss.curvature(y, data.targets, Matrix<double>::Ones(1, data.size()), curvature);
    const Matrix<double> spread = w.cwiseAbs2().transpose() * data.inputs.cwiseAbs2();
    return Coin{drop_probability}.gain_variance() / 2 * curvature.cwiseProduct(spread).sum();
}

}  // namespace regula::inline REGULA_ABI::theory
