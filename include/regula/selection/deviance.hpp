#pragma once

#include <regula/linear/best_intercept.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/linear/optimality.hpp>
#include <regula/selection/strengths.hpp>

namespace regula::inline REGULA_ABI {

/// The deviance of scores (outputs x samples) for the targets of a linear model: twice the sum over the
/// samples of the excess of the loss over its least value for the target,
///
///     SquaredError             |t - y|^2
///     Logistic, softmax        2 KL(t, p),     for labels -2 log p(label)
///     PoissonLoss, GammaLoss   twice the loss
///     Huber                    twice the loss
///
/// Samples count by their weights, in units of the mean. Throws std::invalid_argument for another number of
/// outputs than of targets. Nelder and Wedderburn (1972), "Generalized linear models".
template <class Scalar, LinearLoss Loss>
double deviance_of_scores(const Dataset<Scalar>& data, const Loss& loss, Matrix<double> scores) {
    const Matrix<double> t = targets_of<Loss>(data);
    require(scores.rows() == t.rows(), "deviance: the data have ", t.rows(), " outputs, the model ",
            scores.rows());
    LinearPoint at{.weights = {}, .intercept = {}, .scores = std::move(scores), .g = {}, .slope = {}};
    at.sample_weights = relative_weights(data.sample_weights);
    SampleWeights{loss, at.sample_weights}.gradient(at.scores, t, at.g);
    return 2 * static_cast<double>(data.size()) * above(loss, at, t, 0);  // J(y) + J*(0) = J(y) - inf J
}

/// The deviance of a linear model on a data set, with a known offset of the scores, if there is one.
template <class Scalar, LinearLoss Loss>
double deviance(const Dataset<Scalar>& data, const Loss& loss, const LinearFit& fit,
                const Matrix<double>& offset = {}) {
    data.check("deviance");
    Matrix<double> scores = fit.predict(data.inputs);
    return deviance_of_scores(data, loss, scores + scores_of_none(scores, offset, "deviance"));
}

/// The deviance of the best model with an intercept alone, or of the model with all weights zero.
template <class Scalar, LinearLoss Loss>
double null_deviance(const Dataset<Scalar>& data, const Loss& loss, bool intercept = true,
                     const Matrix<double>& offset = {}) {
    data.check("null_deviance");
    const Matrix<double> t = targets_of<Loss>(data);
    const Vector<double> w = relative_weights(data.sample_weights);
    Matrix<double> scores = scores_of_none(t, offset, "null_deviance"), g;
    Vector<double> b = Vector<double>::Zero(t.rows());
    if (intercept) add_best_intercept(SampleWeights{loss, w}, t, scores, b, g);
    return deviance_of_scores(data, loss, std::move(scores));
}

/// The share of the null deviance that a model explains, 1 - deviance / null_deviance: R^2 for SquaredError.
/// It is at most 1, and below 0 for a model worse than the intercept alone. 0 if there is nothing to explain.
template <class Scalar, LinearLoss Loss>
double deviance_explained(const Dataset<Scalar>& data, const Loss& loss, const LinearFit& fit,
                          bool intercept = true, const Matrix<double>& offset = {}) {
    const double none = null_deviance(data, loss, intercept, offset);
    return none > 0 ? 1 - deviance(data, loss, fit, offset) / none : 0.0;
}

}  // namespace regula::inline REGULA_ABI
