#pragma once

#include <regula/data/dataset.hpp>
#include <regula/data/permutation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A minibatch: a copy of some samples, in columns, that noise may change.
template <class Scalar>
struct Batch {
    Matrix<Scalar> inputs;   ///< features x samples
    Matrix<Scalar> targets;  ///< outputs x samples; empty where there are labels
    Labels labels;           ///< empty where there are targets

    Index size() const { return inputs.cols(); }
};

/// Minibatches that cover the data once an epoch, in an order that is a pure function of (key, epoch). The
/// last batch is short if the batch size does not divide the number of samples.
///
///     Batches batches{data, 128, key.stream("shuffle")};
///     batches.start(epoch);
///     for (Index i = 0; i < batches.count(); ++i) step(batches.load(i));
///
/// The data must outlive it. It owns a full and a short batch, so that loading never allocates.
template <class Scalar>
class Batches {
public:
    Batches(const Dataset<Scalar>& data, Index batch_size, Key key)
        : data_{&data}, key_{key}, order_(static_cast<std::size_t>(data.size())) {
        data.check("Batches");
        require(batch_size >= 1, "Batches: batch size must be >= 1, got ", batch_size);
        batch_size_ = std::min(batch_size, data.size());
        shape(full_, batch_size_);
        shape(short_, data.size() % batch_size_);
        start(0);
    }
    Batches(const Dataset<Scalar>&&, Index, Key) = delete;

    /// The number of batches an epoch.
    Index count() const { return (data_->size() + batch_size_ - 1) / batch_size_; }

    /// Shuffles for an epoch; a new Batches has started epoch 0.
    void start(std::uint64_t epoch) { fill_permutation(key_[epoch], order_); }

    /// Batch i = 0 ... count() - 1 of the epoch, good until the next load.
    Batch<Scalar>& load(Index i) {
        require(i >= 0 && i < count(), "Batches: a batch must lie in 0 ... ", count() - 1, ", got ", i);
        const Index first = i * batch_size_;
        Batch<Scalar>& batch = data_->size() - first < batch_size_ ? short_ : full_;
        for (Index to = 0; to < batch.size(); ++to) {
            const Index from = order_[static_cast<std::size_t>(first + to)];
            batch.inputs.col(to) = data_->inputs.col(from);
            if (data_->has_labels())
                batch.labels[to] = data_->labels[from];
            else
                batch.targets.col(to) = data_->targets.col(from);
        }
        return batch;
    }

private:
    void shape(Batch<Scalar>& batch, Index size) const {
        batch.inputs.resize(data_->features(), size);
        if (data_->has_labels())
            batch.labels.resize(size);
        else
            batch.targets.resize(data_->targets.rows(), size);
    }

    const Dataset<Scalar>* data_;
    Key key_;
    Index batch_size_ = 0;
    std::vector<Index> order_;
    Batch<Scalar> full_, short_;
};

/// Labels as columns of a unit matrix: out is classes x samples, with a 1 at (label, sample), else 0.
template <class Scalar>
void one_hot(const Labels& labels, Index classes, Matrix<Scalar>& out) {
    out.setZero(classes, labels.size());
    for (Index j = 0; j < labels.size(); ++j) {
        require(labels[j] >= 0 && labels[j] < classes, "one_hot: labels must lie in 0 ... ", classes - 1,
                ", got ", labels[j]);
        out(labels[j], j) = Scalar{1};
    }
}

}  // namespace regula::inline REGULA_ABI
