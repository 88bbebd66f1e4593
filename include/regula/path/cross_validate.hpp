#pragma once

#include <regula/core/workers.hpp>
#include <regula/data/folds.hpp>

#include <cmath>
#include <exception>

namespace regula::inline REGULA_ABI {

/// What cross-validation found of some candidates.
struct CrossValidation {
    Matrix<double> errors = {};          ///< candidates x folds, of the samples that the fold holds out
    Vector<double> mean = {};            ///< of each candidate over all samples: folds count by their size
    Vector<double> standard_error = {};  ///< of that mean, from how the folds differ
    Index best = 0;                      ///< the candidate of the least mean, the first of equals
    /// The first candidate, in the order given, whose mean is no more than one standard error above the best:
    /// if the simplest comes first, the simplest that is as good as one can tell.
    Index one_standard_error = 0;
};

/// Judges candidates by samples that they were not fitted to.
///
///     const auto found = cross_validate(data, k_folds(data.size(), 10, Key{1}), candidates, score);
///
/// `score(train, held_out)` returns the errors of all candidates, each fitted to `train`, on `held_out`, as a
/// vector of doubles: path_score and training_score make such functions. A candidate with an error that is
/// not finite is not chosen. Folds go to `threads`, each with a copy of the score; the result does not depend
/// on how many.
///
/// Throws std::invalid_argument for folds that do not fit the data, another number of errors than candidates,
/// and if no candidate has finite errors; and what `score` throws. Breiman, Friedman, Olshen and Stone
/// (1984), Classification and Regression Trees, section 3.4.3.
template <class Scalar, class Score>
CrossValidation cross_validate(const Dataset<Scalar>& data, const Folds& folds, Index candidates,
                               const Score& score, int threads = 1) {
    data.check("cross_validate");
    require(candidates >= 1, "cross_validate: needs at least one candidate, got ", candidates);
    require(folds.size() >= 2, "cross_validate: needs at least two folds, got ", folds.size());
    const auto count = static_cast<Index>(folds.size());
    CrossValidation found{.errors = Matrix<double>(candidates, count)};
    std::vector<std::exception_ptr> thrown(folds.size());
    Workers workers{threads};
    workers.each(count, [&](Index k) {
        const auto fold = static_cast<std::size_t>(k);
        try {
            const Split<Scalar> parts = hold_out(data, folds[fold]);
            Score own = score;
            const std::vector<double> errors = own(parts.train, parts.held_out);
            require(static_cast<Index>(errors.size()) == candidates, "cross_validate: expected ", candidates,
                    " errors of the score, got ", errors.size());
            found.errors.col(k) = Eigen::Map<const Vector<double>>(errors.data(), candidates);
        } catch (...) {
            thrown[fold] = std::current_exception();
        }
    });
    for (const auto& exception : thrown)
        if (exception) std::rethrow_exception(exception);

    Vector<double> share(count);
    for (Index k = 0; k < count; ++k)
        share[k] = static_cast<double>(folds[static_cast<std::size_t>(k)].size());
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
