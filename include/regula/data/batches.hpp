#pragma once

#include <regula/core/targets.hpp>
#include <regula/data/dataset.hpp>
#include <regula/data/permutation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A minibatch: a copy of some samples, in columns. Policies may mix the samples and change the targets.
template <class Scalar>
struct Batch {
    Matrix<Scalar> inputs;               ///< features x samples
    Matrix<Scalar> targets;              ///< outputs x samples; empty where there are labels
    Labels labels;                       ///< empty where there are targets
    Vector<double> sample_weights = {};  ///< in units of the mean of the data set; empty without weights

    Index size() const { return inputs.cols(); }
};

/// A number that is the same for minibatches of the same shape alone, by which their buffers are found.
Index buffer_number(const auto& batch) { return batch.size(); }
/// One number for two >= 0 (Cantor's pairing), different for different pairs.
constexpr Index pair_number(Index a, Index b) { return (a + b) * (a + b + 1) / 2 + b; }

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

/// Labels as targets, width x samples: columns of a unit matrix, or 0 and 1 for a single output. Throws
/// std::invalid_argument for labels without an output.
template <class Scalar>
void fill_targets(const Labels& labels, Index width, Matrix<Scalar>& filled) {
    if (width != 1) return one_hot(labels, width, filled);
    require_labels(labels, labels.size(), 2, "one output");
    filled.resize(1, labels.size());
    for (Index j = 0; j < labels.size(); ++j) filled(0, j) = static_cast<Scalar>(labels[j]);
}

/// Minibatches that cover the data once an epoch, in an order that is a pure function of (key, epoch). The
/// last batch is short if the batch size does not divide the number of samples.
///
///     Batches batches{data, 128, key.stream("shuffle")};
///     batches.start(epoch);
///     for (Index i = 0; i < batches.count(); ++i) step(batches.load(i));
///
/// The data must outlive it. It owns a full and a short batch, so that loading never allocates. With the
/// number of outputs of a model it also gives labels as targets. Of `unlabelled` data it takes no labels and
/// no targets.
///
/// Sample weights come in units of their mean over all data. So the loss of a minibatch, 1/B sum_j w_j
/// loss_j, is the loss of the data on average, and so is its gradient.
template <class Scalar>
class Batches {
public:
    Batches(const Dataset<Scalar>& data, Index batch_size, Key key, Index targets_for = 0,
            bool unlabelled = false)
        : data_{&data},
          key_{key},
          targets_for_{targets_for},
          has_labels_{!unlabelled && data.has_labels()},
          has_targets_{!unlabelled && data.targets.size() > 0},
          order_(static_cast<std::size_t>(data.size())) {
        if (unlabelled)
            data.check_inputs("Batches");
        else
            data.check("Batches");
        require(batch_size >= 1, "Batches: batch size must be >= 1, got ", batch_size);
        batch_size_ = std::min(batch_size, data.size());
        relative_ = relative_weights(data.sample_weights);
        shape(full_, batch_size_);
        shape(short_, data.size() % batch_size_);
        start(0);
    }
    Batches(const Dataset<Scalar>&&, Index, Key, Index = 0, bool = false) = delete;

    /// The number of batches an epoch.
    Index count() const { return (data_->size() + batch_size_ - 1) / batch_size_; }

    /// Shuffles for an epoch; a new Batches has started epoch 0.
    void start(std::uint64_t epoch) { fill_permutation(key_[epoch], order_); }

    /// Batch i = 0 ... count() - 1 of the epoch, good until the next load.
    Batch<Scalar>& load(Index i) {
        require(i >= 0 && i < count(), "Batches: a batch must lie in 0 ... ", count() - 1, ", got ", i);
        const Index first = i * batch_size_;
        Batch<Scalar>& batch = data_->size() - first < batch_size_ ? short_ : full_;
        const Index* const from = order_.data() + first;
        const Index size = batch.size();
        copy_columns(data_->inputs, from, batch.inputs);
        if (has_labels_)
            for (Index to = 0; to < size; ++to) batch.labels[to] = data_->labels[from[to]];
        else if (has_targets_)
            copy_columns(data_->targets, from, batch.targets);
        if (has_labels_ && targets_for_ > 0) fill_targets(batch.labels, targets_for_, batch.targets);
        for (Index to = 0; to < batch.sample_weights.size(); ++to)
            batch.sample_weights[to] = relative_[from[to]];
        return batch;
    }

private:
    /// A short column costs a memcpy less than an assignment by Eigen.
    static void copy_columns(const Matrix<Scalar>& source, const Index* from, Matrix<Scalar>& batch) {
        for (Index to = 0; to < batch.cols(); ++to)
            std::copy_n(source.col(from[to]).data(), source.rows(), batch.col(to).data());
    }

    void shape(Batch<Scalar>& batch, Index size) const {
        batch.inputs.resize(data_->features(), size);
        if (has_labels_)
            batch.labels.resize(size);
        else if (has_targets_)
            batch.targets.resize(data_->targets.rows(), size);
        if (data_->has_weights()) batch.sample_weights.resize(size);
    }

    const Dataset<Scalar>* data_;
    Key key_;
    Index targets_for_, batch_size_ = 0;
    bool has_labels_, has_targets_;
    Vector<double> relative_;  // the sample weights
    std::vector<Index> order_;
    Batch<Scalar> full_, short_;
};

/// All samples of a data set as one batch.
template <class Scalar>
Batch<Scalar> whole_batch(const Dataset<Scalar>& data) {
    return {data.inputs, data.targets, data.labels, relative_weights(data.sample_weights)};
}

/// The minibatches of data, which may have inputs alone, and their parts: a source, as the training loop
/// takes one.
template <class Scalar>
auto source_of(const Dataset<Scalar>& data, Index batch_size, Key key, Index targets_for = 0,
               bool unlabelled = false) {
    const bool inputs_alone = !data.has_labels() && data.targets.size() == 0;
    return Batches<Scalar>{data, batch_size, key, targets_for, unlabelled || inputs_alone};
}
template <class Scalar>
void each_part(Batch<Scalar>& batch, const auto& act) {
    act(batch);
}

}  // namespace regula::inline REGULA_ABI
