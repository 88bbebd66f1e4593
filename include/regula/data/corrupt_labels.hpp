#pragma once

#include <regula/core/random.hpp>
#include <regula/core/transition.hpp>
#include <regula/data/dataset.hpp>

namespace regula::inline REGULA_ABI {

/// Replaces labels of a data set at random, once, and returns the number of changes, for experiments with
/// wrong labels. LabelNoise and LabelTransition draw anew in each step.
///
///     corrupt_labels(train, 0.4, key)          with a probability by another class, each as likely
///     corrupt_labels(train, chances, key)      a sample of class j becomes one of class i by chances(i, j)
///
/// A draw depends on the key and the number of the sample alone. Throws std::invalid_argument for data
/// without labels, and for chances that are none for its classes.
template <class Scalar>
Index corrupt_labels(Dataset<Scalar>& data, const Matrix<double>& chances, Key key) {
    data.check("corrupt_labels");
    require(data.has_labels(), "corrupt_labels: needs labels, got data with targets");
    require_transition(chances, "corrupt_labels");
    require(chances.rows() == data.classes(), "corrupt_labels: chances must be for ", data.classes(),
            " classes, got ", chances.rows());
    Index changed = 0;
    for (Index j = 0; j < data.size(); ++j) {
        const Index taken =
            class_drawn(chances.col(data.labels[j]), key.uniform(static_cast<std::uint64_t>(j)));
        changed += taken != data.labels[j];
        data.labels[j] = static_cast<int>(taken);
    }
    return changed;
}
template <class Scalar>
Index corrupt_labels(Dataset<Scalar>& data, double probability, Key key) {
    require(data.has_labels(), "corrupt_labels: needs labels, got data with targets");
    return corrupt_labels(data, symmetric_transition(data.classes(), probability), key);
}

}  // namespace regula::inline REGULA_ABI
