#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The gradient of the log density of the inputs as a denoising autoencoder r estimates it, features x
/// samples:
///
///     d log p(x)/dx ~ (r(x) - x) / stddev^2
///
/// r was trained to undo normal noise of this stddev, such as by fit(r, SquaredError{}, data, sgd, on(inputs,
/// GaussianNoise{stddev})) with the clean inputs as targets. The best r gives exactly the score of the noisy
/// inputs, whose density is p smoothed by the noise. Throws std::invalid_argument for a stddev that is not
/// positive and for a model with other outputs than inputs.
///
/// Alain and Bengio (2014), "What regularized auto-encoders learn from the data-generating distribution";
/// Goodfellow, Bengio and Courville, Deep Learning, section 14.5.1.
template <class Scalar>
Matrix<Scalar> denoising_score(const auto& model, const Matrix<Scalar>& x, double stddev) {
    require(stddev > 0 && std::isfinite(stddev), "denoising_score: stddev must be finite and > 0, got ",
            stddev);
    Matrix<Scalar> score = model.predict(x);
    require(score.rows() == x.rows(), "denoising_score: the model has ", score.rows(), " outputs for ",
            x.rows(), " inputs");
    score = (score - x) / static_cast<Scalar>(stddev * stddev);
    return score;
}

}  // namespace regula::inline REGULA_ABI
