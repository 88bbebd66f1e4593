#pragma once

#include <regula/data/dataset.hpp>

namespace regula::inline REGULA_ABI {

/// The samples of one data set and, behind them, those of another: train and validation together. Classes
/// have the names of the first if it has names. Throws std::invalid_argument unless both have as many
/// features, and both labels or as many targets.
template <class Scalar>
Dataset<Scalar> concatenate(const Dataset<Scalar>& first, const Dataset<Scalar>& second) {
    require(first.features() == second.features(), "concatenate: both must have as many features, got ",
            first.features(), " and ", second.features());
    require(first.has_labels() == second.has_labels(),
            "concatenate: one has labels and the other has targets");
    require(first.targets.rows() == second.targets.rows(),
            "concatenate: both must have as many targets, got ", first.targets.rows(), " and ",
            second.targets.rows());
    const Index size = first.size() + second.size();
    Dataset<Scalar> both{.inputs = Matrix<Scalar>(first.features(), size)};
    both.inputs << first.inputs, second.inputs;
    if (first.has_labels()) {
        both.labels.resize(size);
        both.labels << first.labels, second.labels;
    } else {
        both.targets.resize(first.targets.rows(), size);
        both.targets << first.targets, second.targets;
    }
    both.class_names = first.class_names.empty() ? second.class_names : first.class_names;
    return both;
}

}  // namespace regula::inline REGULA_ABI
