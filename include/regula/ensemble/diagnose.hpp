#pragma once

#include <regula/data/permutation.hpp>
#include <regula/ensemble/ensemble_error.hpp>
#include <regula/ensemble/member_errors.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The parts of an ensemble's error. Errors are mean squares over samples, without a factor 1/2, summed over
/// outputs. They are those of outputs, probabilities or votes, according to the ensemble's mean.
struct Diagnosis {
    Index members = 0;
    double variance = 0;    ///< v, of a member's error, averaged over members
    double covariance = 0;  ///< c, of two members' errors, averaged over pairs; v for one member
    /// With the weights of the ensemble:     error = member_error - ambiguity
    /// (Krogh and Vedelsby 1995, "Neural network ensembles, cross validation, and active learning")
    double error = 0;         ///< of the ensemble
    double member_error = 0;  ///< the mean of the members'
    double ambiguity = 0;     ///< the mean square of the members' distance from the ensemble
    /// The share of samples with different classes from two members, averaged over pairs; NaN without labels.
    double disagreement = std::numeric_limits<double>::quiet_NaN();
    /// For k = 1 ... members equally weighted members: the error predicted from v and c, the mean error over
    /// some subsets of size k, and its standard deviation over these subsets.
    Vector<double> predicted = {}, observed = {}, deviation = {};

    /// The error predicted from v and c for any number of members:     v/k + (k - 1)/k c
    double error_of(Index k) const { return ensemble_error(variance, covariance, static_cast<int>(k)); }
    /// The predicted fall of the error with `more` additional members.
    double gain(Index more) const { return error_of(members) - error_of(members + more); }
    /// c/v: the share of the error that remains with infinitely many members.
    double correlation() const { return covariance / variance; }
};

/// The share of samples with different classes from two members, averaged over all pairs; 0 for one member.
template <class Model, class Scalar>
double disagreement(const Ensemble<Model>& ensemble, const Matrix<Scalar>& x) {
    const Index k = ensemble.size();
    require(k >= 1, "disagreement: needs at least one member, got none");
    Matrix<double> votes;  // the number of members that choose each class
    for (const auto& member : ensemble.members) {
        auto y = member.predict(x);
        MajorityVote{}.enter(y);
        if (votes.size() == 0) votes.setZero(y.rows(), y.cols());
        require(y.rows() == votes.rows() && y.cols() == votes.cols(),
                "disagreement: members must have the same outputs, got ", votes.rows(), " x ", votes.cols(),
                " and ", y.rows(), " x ", y.cols());
        votes += y.template cast<double>();
    }
    if (votes.rows() == 1) {  // class 1, then class 0
        votes.conservativeResize(2, Eigen::NoChange);
        votes.row(1) = static_cast<double>(k) - votes.row(0).array();
    }
    const double all = static_cast<double>(k * k), same = votes.squaredNorm() / static_cast<double>(x.cols());
    return k == 1 ? 0 : (all - same) / (all - static_cast<double>(k));
}

/// Diagnoses an ensemble on data that it was not trained on. For each k, the key draws `subsets` random
/// subsets of members. The mean over all subsets of size k would be exactly the error predicted from v and c.
template <class Model, class Scalar, Combining C = Average>
Diagnosis diagnose(const Ensemble<Model>& ensemble, const Dataset<Scalar>& data, const C& combine = {},
                   Key key = Key{1}, int subsets = 100) {
    require(subsets >= 2, "diagnose: subsets must be >= 2, got ", subsets);
    const Vector<double> w = ensemble.shares();
    const Matrix<double> errors = member_errors(ensemble, data, combine);
    const Index k = ensemble.size();
    const double samples = static_cast<double>(data.size());
    const Matrix<double> moments = errors.transpose() * errors / samples;

    Diagnosis found{.members = k};
    found.variance = moments.trace() / static_cast<double>(k);
    found.covariance =
        k == 1 ? found.variance : (moments.sum() - moments.trace()) / static_cast<double>(k * (k - 1));
    const Vector<double> together = errors * w;
    found.error = together.squaredNorm() / samples;
    found.member_error = w.dot(moments.diagonal());
    found.ambiguity = w.dot((errors.colwise() - together).colwise().squaredNorm().transpose()) / samples;
    if (data.has_labels()) found.disagreement = disagreement(ensemble, data.inputs);

    found.predicted.resize(k);
    found.observed.setZero(k);
    found.deviation.setZero(k);
    std::vector<Index> order(static_cast<std::size_t>(k));
    for (int s = 0; s < subsets; ++s) {
        fill_permutation(key[static_cast<std::uint64_t>(s)], order);
        double sum = 0;  // of the moments of the first n members in `order`
        for (Index n = 0; n < k; ++n) {
            const Index next = order[static_cast<std::size_t>(n)];
            for (Index i = 0; i < n; ++i) sum += 2 * moments(next, order[static_cast<std::size_t>(i)]);
            sum += moments(next, next);
            const double square = sum / static_cast<double>((n + 1) * (n + 1));
            const double off = square - found.observed[n];  // Welford's running mean and squares
            found.observed[n] += off / (s + 1);
            found.deviation[n] += off * (square - found.observed[n]);
        }
    }
    found.deviation = (found.deviation / (subsets - 1)).cwiseSqrt();
    for (Index n = 0; n < k; ++n) found.predicted[n] = found.error_of(n + 1);
    return found;
}

}  // namespace regula::inline REGULA_ABI
