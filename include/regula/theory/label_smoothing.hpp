#pragma once

#include <regula/core/error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// A label that is smoothed: the probability of its class, and of each other one.
struct SmoothLabel {
    int classes;
    double right;
    double wrong;

    /// By how much the score of the class exceeds the others where the loss is least: without smoothing
    /// nowhere.     log(right / wrong)
    double gap() const { return std::log(right / wrong); }

    /// The least that the cross-entropy can be, the entropy of the label.
    double least_loss() const { return -right * std::log(right) - (classes - 1) * wrong * std::log(wrong); }
};

/// The book's form: of k classes the right one has 1 - e, and the others share e.
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1.
inline SmoothLabel smoothed_over_others(int classes, double e) {
    require(classes >= 2 && e > 0 && e < 1, "smoothed_over_others: needs >= 2 classes and e in (0, 1), got ",
            classes, " and ", e);
    return {classes, 1 - e, e / (classes - 1)};
}

/// The common form: all classes share e, the right one too.
///
/// Szegedy et al. (2016), "Rethinking the inception architecture".
inline SmoothLabel smoothed_over_all(int classes, double e) {
    require(classes >= 2 && e > 0 && e < 1, "smoothed_over_all: needs >= 2 classes and e in (0, 1), got ",
            classes, " and ", e);
    return {classes, 1 - e + e / classes, e / classes};
}

}  // namespace regula::inline REGULA_ABI::theory
