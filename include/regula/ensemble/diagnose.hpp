#pragma once

#include <regula/data/permutation.hpp>
#include <regula/ensemble/ensemble_error.hpp>
#include <regula/ensemble/member_errors.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Why an ensemble is as good as it is. Errors are mean squares over samples, without a half, summed over outputs:
/// of outputs, of probabilities or of votes, whichever the ensemble takes the mean of.
struct Diagnosis {
    Index members = 0;
    double variance = 0;    ///< v, of one member's error, on average
    double covariance = 0;  ///< c, of the errors of two, on average; v if there is one member
    /// With the weights of the ensemble:     error = member_error - ambiguity
    /// (Krogh and Vedelsby 1995, "Neural network ensembles, cross validation, and active learning")
    double error = 0;         ///< of the ensemble
    double member_error = 0;  ///< the mean of the members'
    double ambiguity = 0;     ///< the mean square of how far they are from the ensemble
    /// On how many samples two members choose different classes, on average; NaN without labels.
    double disagreement = std::numeric_limits<double>::quiet_NaN();
    /// Of k = 1 ... members equally weighted members: the error that v and c predict, the mean error over some
    /// subsets of k, and how much it varies from subset to subset.
    Vector<double> predicted = {}, observed = {}, deviation = {};

    /// What v and c predict of any number of members:     v/k + (k - 1)/k c
    double error_of(Index k) const { return ensemble_error(variance, covariance, static_cast<int>(k)); }
    /// By how much the error would fall with so many more members.
    double gain(Index more) const { return error_of(members) - error_of(members + more); }
    /// c/v: what is left of the error, as a share, however many members there are.
    double correlation() const { return covariance / variance; }
};

/// On how many samples two members choose different classes, on average over all pairs; 0 for one member.
template <class Model, class Scalar>
double disagreement(const Ensemble<Model>& ensemble, const Matrix<Scalar>& x) {
    const Index k = ensemble.size();
    require(k >= 1, "disagreement: needs at least one member, got none");
    Matrix<double> votes;  // how many members choose each class
    for (const auto& member : ensemble.members) {
        auto y = member.predict(x);
        MajorityVote{}.enter(y);
        if (votes.size() == 0) votes.setZero(y.rows(), y.cols());
        require(y.rows() == votes.rows() && y.cols() == votes.cols(),
                "disagreement: members must have the same outputs, got ", votes.rows(), " x ", votes.cols(),
                " and ", y.rows(), " x ", y.cols());
        votes += y.template cast<double>();
    }
    if (votes.rows() == 1) {  // yes; and no
        votes.conservativeResize(2, Eigen::NoChange);
        votes.row(1) = static_cast<double>(k) - votes.row(0).array();
    }
    const double all = static_cast<double>(k * k), same = votes.squaredNorm() / static_cast<double>(x.cols());
    return k == 1 ? 0 : (all - same) / (all - static_cast<double>(k));
}

/// Diagnoses an ensemble on data that it was not trained on. `subsets` random choices of members, for each k, are
/// drawn by the key; a mean over all of them would be what v and c predict, to the last digit.
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
        double sum = 0;  // of the moments of the first n of the order
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
