#pragma once

#include <regula/core/error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// A smoothed label: the probability of its class, and of each other class.
struct SmoothLabel {
    int classes;
    double right;
    double wrong;

    /// The excess of the class's score over the others at the minimum of the loss; without smoothing there is
    /// no minimum. log(right / wrong)
    double gap() const { return std::log(right / wrong); }

    /// The least possible cross-entropy: the entropy of the label.
    double least_loss() const { return -right * std::log(right) - (classes - 1) * wrong * std::log(wrong); }
};

/// The book's form for k classes: the right one has 1 - e, and the others share e.
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1.
inline SmoothLabel smoothed_over_others(int classes, double e) {
    require(classes >= 2 && e > 0 && e < 1, "smoothed_over_others: needs >= 2 classes and e in (0, 1), got ",
            classes, " and ", e);
    return {classes, 1 - e, e / (classes - 1)};
}

/// The common form: all classes share e, including the right one.
///
/// Szegedy et al. (2016), "Rethinking the inception architecture".
inline SmoothLabel smoothed_over_all(int classes, double e) {
    require(classes >= 2 && e > 0 && e < 1, "smoothed_over_all: needs >= 2 classes and e in (0, 1), got ",
            classes, " and ", e);
    return {classes, 1 - e + e / classes, e / classes};
}

}  // namespace regula::inline REGULA_ABI::theory
