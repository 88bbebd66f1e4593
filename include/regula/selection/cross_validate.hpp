#pragma once

#include <regula/core/parallel/threads.hpp>
#include <regula/data/folds.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The result of cross-validating some candidates.
struct CrossValidation {
    Matrix<double> errors = {};  ///< candidates x folds, on the held-out samples
    Vector<double> mean = {};  ///< of each candidate over all samples: folds count by their samples' weights
    Vector<double> standard_error = {};  ///< of that mean, from the spread over folds
    Index best = 0;                      ///< the candidate with the least mean; the first one in a tie
    /// The first candidate, in the given order, with a mean at most one standard error above the best. If
    /// simpler candidates come first, this is the simplest within the error (the one-standard-error rule).
    Index one_standard_error = 0;
};

/// The sum of the weights of some samples, or their number.
template <class Scalar>
double weight_of(const Dataset<Scalar>& data, const std::vector<Index>& samples) {
    if (!data.has_weights()) return static_cast<double>(samples.size());
    double sum = 0;
    for (const Index j : samples) sum += data.sample_weights[j];
    return sum;
}

/// Evaluates candidates on samples that they were not fitted to.
///
///     const auto found = cross_validate(data, k_folds(data.size(), 10, Key{1}), candidates, score);
///
/// `score(train, held_out)` returns the errors of all candidates, each fitted to `train`, on `held_out`, as a
/// vector of doubles; path_score and training_score make such functions. A candidate with an error that is
/// not finite is not chosen. Folds are tasks of an executor, such as Threads{4}, each with a copy of the
/// score; the result does not depend on the executor.
///
/// Throws std::invalid_argument if folds do not fit the data, if the score's errors are not as many as the
/// candidates, and if no candidate has finite errors. Rethrows exceptions of `score`. Breiman, Friedman,
/// Olshen and Stone (1984), Classification and Regression Trees, section 3.4.3.
template <class Scalar, class Score, Executor Where = Threads>
CrossValidation cross_validate(const Dataset<Scalar>& data, const Folds& folds, Index candidates,
                               const Score& score, const Where& executor = {}) {
    data.check("cross_validate");
    require(candidates >= 1, "cross_validate: needs at least one candidate, got ", candidates);
    require(folds.size() >= 2, "cross_validate: needs at least two folds, got ", folds.size());
    const auto count = static_cast<Index>(folds.size());
    CrossValidation found{.errors = Matrix<double>(candidates, count)};
    const auto errors = executor.map(count, [&](Index k) {
        const Split<Scalar> parts = hold_out(data, folds[static_cast<std::size_t>(k)]);
        Score own = score;
        const std::vector<double> found_here = own(parts.train, parts.held_out);
        require(static_cast<Index>(found_here.size()) == candidates, "cross_validate: expected ", candidates,
                " errors of the score, got ", found_here.size());
        return Vector<double>{Eigen::Map<const Vector<double>>(found_here.data(), candidates)};
    });
    for (Index k = 0; k < count; ++k) found.errors.col(k) = errors[static_cast<std::size_t>(k)];

    Vector<double> share(count);
    for (Index k = 0; k < count; ++k) share[k] = weight_of(data, folds[static_cast<std::size_t>(k)]);
    share /= share.sum();
    found.mean = found.errors * share;
    found.standard_error =
        ((found.errors.colwise() - found.mean).cwiseAbs2() * share / static_cast<double>(count - 1))
            .cwiseSqrt();

    found.best = -1;
    for (Index c = 0; c < candidates; ++c)
        if (std::isfinite(found.mean[c]) && (found.best < 0 || found.mean[c] < found.mean[found.best]))
            found.best = c;
    require(found.best >= 0, "cross_validate: no candidate has finite errors in all folds");
    const double most = found.mean[found.best] + found.standard_error[found.best];
    while (!(found.mean[found.one_standard_error] <= most)) ++found.one_standard_error;
    return found;
}

}  // namespace regula::inline REGULA_ABI
