#pragma once

#include <regula/data/batches.hpp>

#include <algorithm>
#include <optional>

namespace regula::inline REGULA_ABI {

/// Two data sets side by side: a step takes a minibatch of each, such as labelled and unlabelled samples:
///
///     const auto objective = [&](auto& pass, const auto& batch) {
///         const auto& [labelled, unlabelled] = batch; ...
///     };
///     minimize(model, objective, Together{labelled, unlabelled}, Sgd{...});
///
/// An epoch is one pass over the set with more minibatches; the other one restarts, in another order, as
/// often as necessary. A minibatch of the first has the optimizer's batch_size, one of the second
/// second_batch_size, or the same if that is 0. Both sets may have inputs only. Both must outlive it.
template <class Scalar>
struct Together {
    const Dataset<Scalar>& first;
    const Dataset<Scalar>& second;
    Index second_batch_size = 0;
};
template <class Scalar>
Together(const Dataset<Scalar>&, const Dataset<Scalar>&, Index = 0) -> Together<Scalar>;

/// A minibatch of each.
template <class Scalar>
struct PairOfBatches {
    Batch<Scalar>& first;
    Batch<Scalar>& second;

    /// The samples of both.
    Index size() const { return first.size() + second.size(); }
};
template <class Scalar>
Index buffer_number(const PairOfBatches<Scalar>& batches) {
    return pair_number(batches.first.size(), batches.second.size());
}
template <class Scalar>
void each_part(PairOfBatches<Scalar>& batches, const auto& act) {
    act(batches.first);
    act(batches.second);
}

/// The source of such minibatches.
template <class Scalar>
class TogetherBatches {
public:
    /// With the number of outputs of a model the first set also gives labels as targets. Of an `unlabelled`
    /// second set only the inputs are taken.
    TogetherBatches(const Together<Scalar>& data, Index batch_size, Key key, Index targets_for = 0,
                    bool unlabelled = false)
        : first_{source_of(data.first, batch_size, key.stream("first"), targets_for)},
          second_{source_of(data.second, data.second_batch_size == 0 ? batch_size : data.second_batch_size,
                            key.stream("second"), 0, unlabelled)} {}

    Index count() const { return std::max(first_.batches.count(), second_.batches.count()); }
    void start(std::uint64_t epoch) { epoch_ = epoch; }
    PairOfBatches<Scalar>& load(Index i) {
        return pair_.emplace(PairOfBatches<Scalar>{load(first_, i), load(second_, i)});
    }

private:
    struct Part {
        Batches<Scalar> batches;
        std::uint64_t turn = 0;  // how often it has begun
    };

    /// A minibatch of a set, which is shuffled where it begins anew.
    Batch<Scalar>& load(Part& part, Index i) {
        const Index each = part.batches.count();
        const auto turns = static_cast<std::uint64_t>((count() + each - 1) / each);
        const auto turn = epoch_ * turns + static_cast<std::uint64_t>(i / each);
        if (part.turn != turn) part.batches.start(part.turn = turn);
        return part.batches.load(i % each);
    }

    Part first_, second_;
    std::optional<PairOfBatches<Scalar>> pair_;
    std::uint64_t epoch_ = 0;
};

template <class Scalar>
auto source_of(const Together<Scalar>& data, Index batch_size, Key key) {
    return TogetherBatches<Scalar>{data, batch_size, key};
}

}  // namespace regula::inline REGULA_ABI
