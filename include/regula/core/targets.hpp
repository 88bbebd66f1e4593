#pragma once

#include <regula/core/error.hpp>

#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Whether a loss also takes Labels as targets. Such a loss declares
///
///     static constexpr bool takes_labels = true;
template <class Loss>
inline constexpr bool takes_labels = false;
template <class Loss>
requires(Loss::takes_labels) inline constexpr bool takes_labels<Loss> = true;

/// Throws std::invalid_argument, in the name of `who`, unless there is one label for each of `samples`
/// samples and all labels lie in 0 ... classes - 1.
inline void require_labels(const Labels& labels, Index samples, Index classes, const char* who) {
    require(labels.size() == samples, who, ": needs one label a sample, got ", labels.size(), " labels for ",
            samples, " samples");
    // Every minibatch is checked, so there is no branch per label: the highest bit of label | (last - label)
    // is set if label is below 0 or above last.
    const auto last = static_cast<unsigned>(classes - 1);
    unsigned bits = 0;
    for (const int* label = labels.data(); label != labels.data() + samples; ++label)
        bits |= static_cast<unsigned>(*label) | (last - static_cast<unsigned>(*label));
    for (Index j = 0; j < samples && bits >> 31 != 0; ++j)
        require(labels[j] >= 0 && labels[j] < classes, who, ": labels must lie in 0 ... ", classes - 1,
                ", got ", labels[j]);
}

/// Throws std::invalid_argument, in the name of `who`, unless targets t fit outputs y (outputs x samples).
/// Targets are a matrix of the same shape, or one label per sample, with as many classes as outputs.
template <class Targets>
void require_targets(const auto& y, const Targets& t, const char* who) {
    require(y.rows() > 0 && y.cols() > 0, who, ": needs outputs of at least one sample, got ", y.rows(),
            " x ", y.cols());
    if constexpr (std::is_same_v<Targets, Labels>)
        require_labels(t, y.cols(), y.rows(), who);
    else
        require(t.rows() == y.rows() && t.cols() == y.cols(), who, ": targets must be ", y.rows(), " x ",
                y.cols(), " as the outputs are, got ", t.rows(), " x ", t.cols());
}

/// Throws std::invalid_argument, in the name of `who`, unless t has a row for each of k >= 2 classes and the
/// shares of one sample in each column: numbers >= 0, with the same sum in all columns that are not zero. So
/// samples x classes and regression targets are not mistaken for classes.
template <class Targets>
void require_class_targets(const Targets& t, const char* who) {
    static_assert(
        !std::is_integral_v<typename Targets::Scalar>,
        "regula: policies on targets take a column of shares for each sample, classes x samples, and no "
        "labels; fill_targets(labels, classes, targets) makes them");
    require(t.rows() >= 2, who, ": targets must have a row for each of k >= 2 classes, got ", t.rows());
    double first = 0;
    for (Index j = 0; j < t.cols(); ++j) {
        double sum = 0;
        for (Index i = 0; i < t.rows(); ++i) {
            require(t(i, j) >= 0, who, ": targets must be shares of classes, >= 0, got ", t(i, j),
                    " in column ", j);
            sum += static_cast<double>(t(i, j));
        }
        if (first == 0) first = sum;
        require(sum == 0 || (sum < 1.001 * first && first < 1.001 * sum), who,
                ": targets must be classes x samples, with the same sum in each column; got ", first, " and ",
                sum);
    }
}

}  // namespace regula::inline REGULA_ABI
