#pragma once

#include <regula/inference/monte_carlo.hpp>
#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// What an ensemble of classifiers believes, p_i(class) of its member i, for each sample:
///
///     mean                p = mean_i p_i
///     geometric           prod_i p_i^(1/k) / Z, the mean of the logarithms, renormalised
///     entropy             H(p), how little the ensemble knows, in nats
///     expected_entropy    mean_i H(p_i), how little its members know: noise of the data
///     mutual_information  H(p) - mean_i H(p_i) = mean_i KL(p_i || p) >= 0, how much they disagree: what more
///                         data would settle
///     variation_ratio     the share of members whose class is not that of the most
///
/// With k random passes the mutual information is too small by sum_c var(p_c) / (2 k p_c) or so, and is 0 with
/// one. Gal (2016), "Uncertainty in deep learning", section 3.3; Houlsby et al. (2011), "Bayesian active
/// learning" (BALD); Goodfellow, Bengio and Courville, Deep Learning, equations 7.53 to 7.55.
struct Belief {
    Matrix<double> mean, geometric;  ///< classes x samples, columns of sum 1
    Matrix<double> standard_error;   ///< of `mean`; 0 where all members were asked, NaN after one pass
    Vector<double> log_normalizer;   ///< log Z <= 0 of each sample; 0 where all members agree
    Vector<double> entropy, expected_entropy, mutual_information, variation_ratio;  ///< one a sample
    Index members;
};

/// What one member says, as rows that are averaged: probabilities, log probabilities, its vote, its entropy.
Matrix<double> opinion(const ClassLoss auto& loss, const auto& scores) {
    Matrix<double> logs;
    loss.log_probabilities(scores.template cast<double>(), logs);
    const Index classes = logs.rows();
    Matrix<double> said = Matrix<double>::Zero(3 * classes + 1, logs.cols());
    said.topRows(classes) = logs.array().exp();
    said.middleRows(classes, classes) = logs;
    for (Index j = 0; j < logs.cols(); ++j) {
        Index vote;
        logs.col(j).maxCoeff(&vote);
        said(2 * classes + vote, j) = 1;
        said(3 * classes, j) = -said.col(j).head(classes).dot(logs.col(j));
    }
    return said;
}

/// The belief of members whose opinions were averaged; `drawn`, not enumerated, means have standard errors.
inline Belief belief_of(const RunningMean& opinions, bool drawn) {
    const Index classes = (opinions.mean().rows() - 1) / 3, samples = opinions.mean().cols();
    const auto& said = opinions.mean();
    Belief b{.mean = said.topRows(classes),
             .geometric = said.middleRows(classes, classes),
             .standard_error = Matrix<double>::Zero(classes, samples),
             .log_normalizer = Vector<double>(samples),
             .entropy = Vector<double>(samples),
             .expected_entropy = said.row(3 * classes).transpose(),
             .mutual_information = Vector<double>(samples),
             .variation_ratio = Vector<double>(samples),
             .members = opinions.count()};
    if (drawn) b.standard_error = opinions.standard_error().topRows(classes);
    for (Index j = 0; j < samples; ++j) {
        const double top = b.geometric.col(j).maxCoeff();
        b.log_normalizer[j] = top + std::log((b.geometric.col(j).array() - top).exp().sum());
        b.geometric.col(j) = (b.geometric.col(j).array() - b.log_normalizer[j]).exp();
        const auto surprise = [](double p) { return p > 0 ? -p * std::log(p) : 0.0; };
        b.entropy[j] = b.mean.col(j).unaryExpr(surprise).sum();
        b.mutual_information[j] = std::max(0.0, b.entropy[j] - b.expected_entropy[j]);
        b.variation_ratio[j] = 1 - said.col(j).segment(2 * classes, classes).maxCoeff();
    }
    return b;
}

/// Monte-Carlo prediction of classes: the belief of k random passes, pass i with key[i].
///
///     const Belief b = monte_carlo(net, SoftmaxCrossEntropy{}, x, 50, Key{1}, on(inputs, Dropout{0.2}), Dropout{0.5});
///     b.mean;  b.mutual_information;
///
/// The loss says what probabilities the scores stand for. As without it, an executor may be given first.
template <Executor E, class Model, ClassLoss Loss, class Scalar, class... Ps>
Belief monte_carlo(const E& executor, const Model& model, const Loss& loss, const Matrix<Scalar>& x,
                   Index passes, Key key, const Ps&... policies) {
    static_assert(RandomModel<Model, Scalar, Ps...>,
                  "regula: monte_carlo needs a model with predict(x, key, policies...), a matrix of outputs");
    return belief_of(
        mean_of_passes(executor, passes,
                       [&](Index i) {
                           return opinion(loss,
                                          model.predict(x, key[static_cast<std::uint64_t>(i)], policies...));
                       }),
        true);
}
template <class Model, ClassLoss Loss, class Scalar, class... Ps>
Belief monte_carlo(const Model& model, const Loss& loss, const Matrix<Scalar>& x, Index passes, Key key,
                   const Ps&... policies) {
    return monte_carlo(Threads{}, model, loss, x, passes, key, policies...);
}

}  // namespace regula::inline REGULA_ABI
