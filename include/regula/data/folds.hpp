#pragma once

#include <regula/data/split.hpp>

namespace regula::inline REGULA_ABI {

/// The positions of the samples that each fold holds out. Every sample is held out once, and the sizes of
/// folds differ by one at most.
using Folds = std::vector<std::vector<Index>>;

/// Deals samples in an order to folds in turn, so that any run of the order is spread evenly.
inline Folds deal(const std::vector<Index>& order, Index count) {
    Folds folds(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < order.size(); ++i) folds[i % folds.size()].push_back(order[i]);
    for (auto& fold : folds) std::sort(fold.begin(), fold.end());
    return folds;
}

/// Folds of samples at random, a function of the key. As many folds as samples leave out one at a time.
/// Throws std::invalid_argument unless 2 <= count <= samples.
inline Folds k_folds(Index samples, Index count, Key key) {
    require(count >= 2 && count <= samples, "k_folds: the number of folds must lie in 2 ... ", samples,
            " (the samples), got ", count);
    std::vector<Index> order(static_cast<std::size_t>(samples));
    fill_permutation(key, order);
    return deal(order, count);
}

/// The same so that the folds have equally many of each class too, up to one.
template <class = OnUse>
Folds stratified_folds(const Labels& labels, Index count, Key key) {
    require(count >= 2 && count <= labels.size(), "stratified_folds: the number of folds must lie in 2 ... ",
            labels.size(), " (the samples), got ", count);
    std::vector<Index> order(static_cast<std::size_t>(labels.size()));
    fill_permutation(key, order);
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return labels[a] < labels[b]; });
    return deal(order, count);
}

/// The data without a fold, and the fold, both in the order of the data. Throws std::invalid_argument as
/// subset does, and if one of the two would be empty.
template <class Scalar>
Split<Scalar> hold_out(const Dataset<Scalar>& data, const std::vector<Index>& fold) {
    data.check_sizes("hold_out");
    std::vector<bool> held(static_cast<std::size_t>(data.size()), false);
    for (const Index i : fold) {
        require(i >= 0 && i < data.size(), "hold_out: positions must lie in 0 ... ", data.size() - 1,
                ", got ", i);
        held[static_cast<std::size_t>(i)] = true;
    }
    std::vector<Index> kept;
    for (Index i = 0; i < data.size(); ++i)
        if (!held[static_cast<std::size_t>(i)]) kept.push_back(i);
    return {subset(data, kept), subset(data, fold)};
}

}  // namespace regula::inline REGULA_ABI
