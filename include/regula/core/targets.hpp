#pragma once

#include <regula/core/error.hpp>

#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Whether a loss takes Labels for the targets, too: one that says     static constexpr bool takes_labels = true;
template <class Loss>
inline constexpr bool takes_labels = false;
template <class Loss>
requires(Loss::takes_labels) inline constexpr bool takes_labels<Loss> = true;

/// Throws std::invalid_argument, in the name of `who`, unless there is a label for each of `samples` samples, and
/// all lie in 0 ... classes - 1.
inline void require_labels(const Labels& labels, Index samples, Index classes, const char* who) {
    require(labels.size() == samples, who, ": needs one label a sample, got ", labels.size(), " labels for ",
            samples, " samples");
    for (Index j = 0; j < samples; ++j)
        require(labels[j] >= 0 && labels[j] < classes, who, ": labels must lie in 0 ... ", classes - 1, ", got ",
                labels[j]);
}

/// Throws std::invalid_argument, in the name of `who`, unless targets t fit outputs y (outputs x samples): a
/// matrix of the same shape, or a label for each sample, of as many classes as there are outputs.
template <class Targets>
void require_targets(const auto& y, const Targets& t, const char* who) {
    require(y.rows() > 0 && y.cols() > 0, who, ": needs outputs of at least one sample, got ", y.rows(), " x ",
            y.cols());
    if constexpr (std::is_same_v<Targets, Labels>)
        require_labels(t, y.cols(), y.rows(), who);
    else
        require(t.rows() == y.rows() && t.cols() == y.cols(), who, ": targets must be ", y.rows(), " x ", y.cols(),
                " as the outputs are, got ", t.rows(), " x ", t.cols());
}

}  // namespace regula::inline REGULA_ABI
