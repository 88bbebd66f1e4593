#pragma once

#include <regula/core/parallel/threads.hpp>
#include <regula/data/folds.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The result of cross-validating some candidates.
struct CrossValidation {
    /// Candidates x folds, on the held-out samples; NaN for a fold whose samples all have the weight 0.
    Matrix<double> errors = {};
    Vector<double> mean = {};  ///< of each candidate over all samples: folds count by their samples' weights
    Vector<double> standard_error = {};  ///< of that mean, from the spread over folds
    Index best = 0;                      ///< the candidate with the least mean; the first one in a tie
    /// The first candidate, in the given order, with a mean at most one standard error above the best. If
    /// simpler candidates come first, this is the simplest within the error (the one-standard-error rule).
    Index one_standard_error = 0;
};

/// The shares of folds in the weight of all their samples, or in their number. Throws std::invalid_argument
/// unless there are two folds with a share, and each has samples of the data.
template <class Scalar>
Vector<double> shares_of(const Folds& folds, const Dataset<Scalar>& data) {
    const Vector<double> w = relative_weights(data.sample_weights);
    Vector<double> share = Vector<double>::Zero(static_cast<Index>(folds.size()));
    for (Index k = 0; k < share.size(); ++k) {
        const auto& fold = folds[static_cast<std::size_t>(k)];
        require(!fold.empty(), "cross_validate: fold ", k, " holds out no samples");
        for (const Index j : fold) {
            require(j >= 0 && j < data.size(), "cross_validate: positions must lie in 0 ... ",
                    data.size() - 1, ", got ", j, " in fold ", k);
            share[k] += data.has_weights() ? w[j] : 1;
        }
    }
    const Index judging = (share.array() > 0).count();
    require(judging >= 2, "cross_validate: needs at least two folds with a sample weight > 0, got ", judging);
    return share / share.sum();
}

/// Sets the choices of a cross-validation by its means and standard errors. Throws std::invalid_argument if
/// no mean is finite.
template <class = OnUse>
void choose(CrossValidation& found) {
    found.best = -1;
    for (Index c = 0; c < found.mean.size(); ++c)
        if (std::isfinite(found.mean[c]) && (found.best < 0 || found.mean[c] < found.mean[found.best]))
            found.best = c;
    require(found.best >= 0, "cross_validate: no candidate has finite errors in all folds");
    const double most = found.mean[found.best] + found.standard_error[found.best];
    found.one_standard_error = 0;
    while (!(found.mean[found.one_standard_error] <= most)) ++found.one_standard_error;
}

/// Evaluates candidates on samples that they were not fitted to.
///
///     const auto found = cross_validate(data, k_folds(data.size(), 10, Key{1}), candidates, score);
///
/// `score(train, held_out)` returns the errors of all candidates, each fitted to `train`, on `held_out`, as a
/// vector of doubles; path_score and training_score make such functions. A candidate with an error that is
/// not finite is not chosen. A fold whose samples all have the weight 0 counts for nothing, and no candidate
/// is fitted for it. Folds are tasks of an executor, such as Threads{4}, each with a copy of the
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
    const Vector<double> share = shares_of(folds, data);
    std::vector<Index> judging;  // the folds that count
    for (Index k = 0; k < share.size(); ++k)
        if (share[k] > 0) judging.push_back(k);
    const auto count = static_cast<Index>(judging.size());
    const auto errors = executor.map(count, [&](Index n) {
        const Index k = judging[static_cast<std::size_t>(n)];
        const Split<Scalar> parts = hold_out(data, folds[static_cast<std::size_t>(k)]);
        Score own = score;
        const std::vector<double> found_here = own(parts.train, parts.held_out);
        require(static_cast<Index>(found_here.size()) == candidates, "cross_validate: expected ", candidates,
                " errors of the score, got ", found_here.size());
        return Vector<double>{Eigen::Map<const Vector<double>>(found_here.data(), candidates)};
    });

    const Vector<double> zero = Vector<double>::Zero(candidates);
    CrossValidation found{.mean = zero};
    found.errors.setConstant(candidates, share.size(), std::numeric_limits<double>::quiet_NaN());
    for (Index n = 0; n < count; ++n) {
        const Index k = judging[static_cast<std::size_t>(n)];
        found.errors.col(k) = errors[static_cast<std::size_t>(n)];
        found.mean += share[k] * found.errors.col(k);
    }
    Vector<double> variance = zero;
    for (const Index k : judging)
        variance +=
            share[k] / static_cast<double>(count - 1) * (found.errors.col(k) - found.mean).cwiseAbs2();
    found.standard_error = variance.cwiseSqrt();
    choose(found);
    return found;
}

/// The same with several divisions into folds, see repeated_folds: `errors` has the folds of all divisions
/// side by side, `mean` is the mean over the divisions. The divisions judge the same samples, so the mean of
/// many is hardly more certain than that of one: `standard_error` is that of one, the root of its mean square
/// over the divisions. Only the chance of the division becomes less.
///
/// Throws std::invalid_argument for no divisions, and as with each of them. Kim (2009), "Estimating
/// classification error rate: repeated cross-validation, repeated hold-out and bootstrap".
template <class Scalar, std::same_as<Folds> Division, class Score, Executor Where = Threads>
CrossValidation cross_validate(const Dataset<Scalar>& data, const std::vector<Division>& divisions,
                               Index candidates, const Score& score, const Where& executor = {}) {
    require(!divisions.empty(), "cross_validate: needs at least one division into folds, got none");
    CrossValidation all;
    for (const Division& folds : divisions) {
        const auto one = cross_validate(data, folds, candidates, score, executor);
        const Index before = all.errors.cols();
        all.errors.conservativeResize(candidates, before + one.errors.cols());
        all.errors.rightCols(one.errors.cols()) = one.errors;
        if (before == 0) all.mean = all.standard_error = Vector<double>::Zero(candidates);
        all.mean += one.mean / static_cast<double>(divisions.size());
        all.standard_error += one.standard_error.cwiseAbs2() / static_cast<double>(divisions.size());
    }
    all.standard_error = all.standard_error.cwiseSqrt();
    choose(all);
    return all;
}

}  // namespace regula::inline REGULA_ABI
