#pragma once

#include <regula/inference/monte_carlo.hpp>
#include <regula/loss/log_mean.hpp>
#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The belief of an ensemble of classifiers for each sample, from the probabilities p_i(class) of member i:
///
///     mean                p = mean_i p_i
///     geometric           prod_i p_i^(1/k) / Z, the mean of the logarithms, renormalised
///     entropy             H(p), the uncertainty of the ensemble, in nats
///     expected_entropy    mean_i H(p_i), the uncertainty of its members: noise of the data
///     mutual_information  H(p) - mean_i H(p_i) = mean_i KL(p_i || p) >= 0, how much they disagree: the
///                         uncertainty that more data would remove
///     variation_ratio     the share of members that do not choose the majority's class
///
/// With k random passes the mutual information is too small by about sum_c var(p_c) / (2 k p_c); with one
/// pass it is 0. NaN of one member makes a sample's belief NaN. Gal (2016), "Uncertainty in deep learning",
/// section 3.3; Houlsby et al. (2011), "Bayesian active learning" (BALD); Goodfellow, Bengio and Courville,
/// Deep Learning, equations 7.53 to 7.55.
struct Belief {
    Matrix<double> mean, geometric;          ///< classes x samples, columns of sum 1
    Matrix<double> log_mean, log_geometric;  ///< their logarithms, also where the values underflow
    Matrix<double> standard_error;  ///< of `mean`; 0 if all members were enumerated, NaN after one pass
    Vector<double> log_normalizer;  ///< log Z <= 0 of each sample; 0 if all members agree
    Vector<double> entropy, expected_entropy, mutual_information, variation_ratio;  ///< one per sample
    Index members;
};

/// The opinion of one member: log probabilities, classes x samples.
Matrix<double> opinion(const ClassLoss auto& loss, const auto& scores) {
    Matrix<double> logs;
    loss.log_probabilities(scores.template cast<double>(), logs);
    return logs;
}

/// Accumulates the opinions of members one by one and keeps only their means.
///
///     Opinions said;
///     for (...) said.add(opinion(loss, scores));
///     belief_of(said, true);
class Opinions {
public:
    /// Throws std::invalid_argument if the shape differs from that of the opinions before.
    void add(const Matrix<double>& logs, double weight = 1) {
        const Index classes = logs.rows();
        Matrix<double> said = Matrix<double>::Zero(3 * classes + 1, logs.cols());
        const auto finite = logs.cwiseMax(-1e100);  // finite in place of log 0; its root of any degree is 0
        said.topRows(classes) = logs.array().exp();
        said.middleRows(classes, classes) = finite;
        for (Index j = 0; j < logs.cols(); ++j) {
            Index vote;
            logs.col(j).maxCoeff(&vote);
            said(2 * classes + vote, j) = 1;
            said(3 * classes, j) = -said.col(j).head(classes).dot(finite.col(j));
            if (std::isnan(said(3 * classes, j))) said.col(j).fill(said(3 * classes, j));  // no opinion
        }
        means_.add(said, weight);
        blend(logs, weight);
    }

    /// Adds all opinions of another, as if they had been added here.
    void add(const Opinions& other) {
        means_.add(other.means_);
        blend(other.log_mean_, other.weight_);
    }

    /// The means of probabilities, log probabilities, votes and entropies, stacked by rows.
    const RunningMean& means() const { return means_; }
    /// The logarithm of the mean of the probabilities.
    const Matrix<double>& log_mean() const { return log_mean_; }

    /// The state as one vector, as tasks return it; of_flat reads it back.
    Vector<double> flat() const {
        const Vector<double> rest = means_.flat();
        Vector<double> numbers(3 + log_mean_.size() + rest.size());
        numbers << weight_, static_cast<double>(log_mean_.rows()), static_cast<double>(log_mean_.cols()),
            log_mean_.reshaped(), rest;
        return numbers;
    }
    static Opinions of_flat(const Vector<double>& numbers) {
        Opinions said;
        const auto rows = static_cast<Index>(numbers[1]), cols = static_cast<Index>(numbers[2]);
        said.weight_ = numbers[0];
        said.log_mean_ = numbers.segment(3, rows * cols).reshaped(rows, cols);
        said.means_ = RunningMean::of_flat(numbers.tail(numbers.size() - 3 - rows * cols));
        return said;
    }

private:
    void blend(const Matrix<double>& logs, double weight) {
        if (log_mean_.size() == 0) log_mean_.setZero(logs.rows(), logs.cols());
        weight_ += weight;
        if (weight > 0) blend_logs(log_mean_, logs, weight / weight_);
    }

    RunningMean means_;
    Matrix<double> log_mean_;
    double weight_ = 0;
};

/// Makes a Belief of averaged opinions. If the members were sampled (`drawn`), the means get standard errors.
inline Belief belief_of(const Opinions& opinions, bool drawn) {
    const auto& said = opinions.means().mean();
    const Index classes = (said.rows() - 1) / 3, samples = said.cols();
    Belief b{.mean = said.topRows(classes),
             .geometric = {},
             .log_mean = opinions.log_mean(),
             .log_geometric = said.middleRows(classes, classes),
             .standard_error = Matrix<double>::Zero(classes, samples),
             .log_normalizer = Vector<double>(samples),
             .entropy = Vector<double>(samples),
             .expected_entropy = said.row(3 * classes).transpose(),
             .mutual_information = Vector<double>(samples),
             .variation_ratio = Vector<double>(samples),
             .members = opinions.means().count()};
    if (drawn) b.standard_error = opinions.means().standard_error().topRows(classes);
    for (Index j = 0; j < samples; ++j) {
        const double top = b.log_geometric.col(j).maxCoeff();
        b.log_normalizer[j] = top + std::log((b.log_geometric.col(j).array() - top).exp().sum());
        b.log_geometric.col(j).array() -= b.log_normalizer[j];
        const auto surprise = [](double p) { return p == 0 ? 0.0 : -p * std::log(p); };
        b.entropy[j] = b.mean.col(j).unaryExpr(surprise).sum();
        b.mutual_information[j] = std::max(b.entropy[j] - b.expected_entropy[j], 0.0);  // NaN stays
        b.variation_ratio[j] = 1 - said.col(j).segment(2 * classes, classes).maxCoeff();
    }
    b.geometric = b.log_geometric.array().exp();
    return b;
}

/// Monte-Carlo prediction of classes: the belief of k random passes, pass i with key[i].
///
///     const Belief b = monte_carlo(net, SoftmaxCrossEntropy{}, x, 50, Key{1},
///                                  on(inputs, Dropout{0.2}), Dropout{0.5});
///     b.mean;  b.mutual_information;
///
/// The loss turns scores into probabilities. An executor may come first, as in monte_carlo without a loss.
template <Executor E, class Model, ClassLoss Loss, class Scalar, class... Ps>
Belief monte_carlo(const E& executor, const Model& model, const Loss& loss, const Matrix<Scalar>& x,
                   Index passes, Key key, const Ps&... policies) {
    static_assert(RandomModel<Model, Scalar, Ps...>,
                  "regula: monte_carlo needs a model with predict(x, key, policies...), a matrix of outputs");
    return belief_of(
        mean_of_passes<Opinions>(executor, passes,
                                 [&](Index i) {
                                     return opinion(loss, model.predict(x, key[static_cast<std::uint64_t>(i)],
                                                                        policies...));
                                 }),
        true);
}
template <class Model, ClassLoss Loss, class Scalar, class... Ps>
Belief monte_carlo(const Model& model, const Loss& loss, const Matrix<Scalar>& x, Index passes, Key key,
                   const Ps&... policies) {
    return monte_carlo(Threads{}, model, loss, x, passes, key, policies...);
}

}  // namespace regula::inline REGULA_ABI
