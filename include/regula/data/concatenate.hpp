#pragma once

#include <regula/data/dataset.hpp>

namespace regula::inline REGULA_ABI {

/// Appends the samples of one data set to another: training and validation data together. Class names are
/// those of the first. If one has sample weights, samples of the other have the weight 1. Throws
/// std::invalid_argument unless both have the same number of features, and both labels or the same number of
/// targets, as many as samples. Both may have inputs alone.
template <class Scalar>
Dataset<Scalar> concatenate(const Dataset<Scalar>& first, const Dataset<Scalar>& second) {
    first.check_sizes("concatenate");
    second.check_sizes("concatenate");
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
    } else if (first.targets.size() > 0) {
        both.targets.resize(first.targets.rows(), size);
        both.targets << first.targets, second.targets;
    }
    if (first.has_weights() || second.has_weights()) {
        const auto weights_of = [](const Dataset<Scalar>& data) -> Vector<double> {
            return data.has_weights() ? data.sample_weights : Vector<double>::Ones(data.size());
        };
        both.sample_weights.resize(size);
        both.sample_weights << weights_of(first), weights_of(second);
    }
    both.missing_targets = first.missing_targets || second.missing_targets;
    both.class_names = first.class_names.empty() ? second.class_names : first.class_names;
    both.feature_names = first.feature_names.empty() ? second.feature_names : first.feature_names;
    return both;
}

}  // namespace regula::inline REGULA_ABI
