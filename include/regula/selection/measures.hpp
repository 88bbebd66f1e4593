#pragma once

#include <regula/loss/log_softmax.hpp>
#include <regula/loss/sample_weights.hpp>
#include <regula/metrics/area_under_roc.hpp>
#include <regula/metrics/regression.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/selection/strengths.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A measure of predictions: an error, to be minimised.
///
///     measure.error(scores, held_out)     of scores, outputs x samples, before the sigmoid or softmax, for
///                                         the labels or targets of held-out data, and their sample weights
///
/// Write one for a cost of your own. It may throw std::invalid_argument for data without a meaning for it.
template <class M>
concept Measure = requires(const M& measure, const Matrix<double>& scores, const Dataset<double>& held_out) {
    { measure.error(scores, held_out) } -> std::convertible_to<double>;
};

/// The mean loss of a linear model. Samples count by their weights.
template <LinearLoss Loss>
struct MeanLoss {
    Loss loss;

    double error(const Matrix<double>& scores, const auto& held_out) const {
        const Vector<double> w = relative_weights(held_out.sample_weights);
        return SampleWeights{loss, w}.value(scores, targets_of<Loss>(held_out));
    }
};

/// The share of samples with a wrong class. The class is the largest score, or with one output its sign.
/// Samples count by their weights. Throws std::invalid_argument for data without labels.
struct ClassError {
    double error(const Matrix<double>& scores, const auto& held_out) const {
        require(held_out.has_labels(), "ClassError: needs labels, got data with targets");
        return count_errors(scores, held_out.labels, relative_weights(held_out.sample_weights)) /
               static_cast<double>(held_out.size());
    }
};

/// 1 - AUROC: the chance that a sample of the class has a lower score than another one; see area_under_roc.
/// With several outputs it is the mean over the classes, each against all others by its probability (the
/// softmax of the scores). Pairs of samples count by the product of their weights.
///
/// Throws std::invalid_argument for data without labels, and for held-out samples that are all of one class,
/// or without one of the classes: stratified_folds deal the members of each class to all folds.
struct RankingError {
    double error(const Matrix<double>& scores, const auto& held_out) const {
        require(held_out.has_labels(), "RankingError: needs labels, got data with targets");
        const Vector<double> w = relative_weights(held_out.sample_weights);
        const Vector<double> areas = scores.rows() == 1
                                         ? area_under_roc(scores, held_out.labels, w)
                                         : area_under_roc<double>(log_softmax(scores), held_out.labels, w);
        for (Index c = 0; c < areas.size(); ++c)
            require(areas[c] == areas[c], "RankingError: needs held-out samples of class ",
                    areas.size() == 1 ? 1 : c, " and of others; see stratified_folds");
        return 1 - areas.mean();
    }
};

/// The mean of |y - t| over all outputs and samples, in the unit of the targets. Samples count by their
/// weights. Throws std::invalid_argument for data with labels.
struct AbsoluteError {
    double error(const Matrix<double>& scores, const auto& held_out) const {
        require(!held_out.has_labels(), "AbsoluteError: needs targets, got data with labels");
        return mean_absolute_error<double>(scores, held_out.targets.template cast<double>(),
                                           relative_weights(held_out.sample_weights));
    }
};

}  // namespace regula::inline REGULA_ABI
