#pragma once

#include <regula/data/together.hpp>

namespace regula::inline REGULA_ABI {

/// A minibatch of labelled and of unlabelled samples, the latter as inputs alone. Mixing and policies on
/// targets act on the labelled ones.
template <class Scalar>
struct PartlyLabelledBatch {
    Batch<Scalar>& with_labels;
    const Matrix<Scalar>& without_labels;  ///< features x samples

    /// The samples of both.
    Index size() const { return with_labels.size() + without_labels.cols(); }
};
template <class Scalar>
void each_part(PartlyLabelledBatch<Scalar>& batch, const auto& act) {
    act(batch.with_labels);
}
template <class Scalar>
Index buffer_number(const PartlyLabelledBatch<Scalar>& batch) {
    return pair_number(batch.with_labels.size(), batch.without_labels.cols());
}

/// The labelled part of a minibatch, a Batch; the inputs of its unlabelled part, features x samples. In a
/// minibatch of one data set all samples are both.
template <class Scalar>
const Batch<Scalar>& labelled(const Batch<Scalar>& batch) {
    return batch;
}
template <class Scalar>
const Batch<Scalar>& labelled(const PartlyLabelledBatch<Scalar>& batch) {
    return batch.with_labels;
}
template <class Scalar>
const Matrix<Scalar>& unlabelled(const Batch<Scalar>& batch) {
    return batch.inputs;
}
template <class Scalar>
const Matrix<Scalar>& unlabelled(const PartlyLabelledBatch<Scalar>& batch) {
    return batch.without_labels;
}

/// The source of such minibatches: labelled ones of `data.first`, with labels as targets if `targets_for` is
/// the number of outputs of a model, and inputs of `data.second`. Labels and targets of the second set are
/// not used. Throws std::invalid_argument for data out of order, without labels and targets in the first set,
/// with sample weights in the second, or with different numbers of features.
template <class Scalar>
class PartlyLabelledBatches {
public:
    PartlyLabelledBatches(const Together<Scalar>& data, Index batch_size, Key key, Index targets_for = 0)
        : pairs_{checked(data), batch_size, key, targets_for, true} {}

    Index count() const { return pairs_.count(); }
    void start(std::uint64_t epoch) { pairs_.start(epoch); }
    PartlyLabelledBatch<Scalar>& load(Index i) {
        auto& [first, second] = pairs_.load(i);
        return loaded_.emplace(PartlyLabelledBatch<Scalar>{first, second.inputs});
    }

private:
    static const Together<Scalar>& checked(const Together<Scalar>& data) {
        data.first.check("labelled data");
        data.second.check_inputs("unlabelled data");
        require_unweighted(data.second, "unlabelled data");
        require(data.second_batch_size >= 0, "Together: second_batch_size must be >= 0, got ",
                data.second_batch_size);
        require(data.second.features() == data.first.features(), "unlabelled data: the labelled data have ",
                data.first.features(), " features, the unlabelled ", data.second.features());
        return data;
    }

    TogetherBatches<Scalar> pairs_;
    std::optional<PartlyLabelledBatch<Scalar>> loaded_;
};

}  // namespace regula::inline REGULA_ABI
