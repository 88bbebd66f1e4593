#pragma once

#include <regula/data/split.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The positions of the samples that each fold holds out. Every sample is held out once. The sizes of folds
/// differ by one at most, unless groups stay together.
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

/// Folds that keep the samples of a group together, such as all of a patient: `groups` has any number for
/// each sample, the same within a group. A model is then judged on groups that it has not seen. The groups,
/// the largest first and equally large ones in random order, go to the fold with the fewest samples so far.
///
/// Throws std::invalid_argument unless 2 <= count <= groups.
template <class = OnUse>
Folds grouped_folds(const Labels& groups, Index count, Key key) {
    std::vector<Index> samples(static_cast<std::size_t>(groups.size()));
    std::iota(samples.begin(), samples.end(), Index{0});
    std::stable_sort(samples.begin(), samples.end(), [&](Index a, Index b) { return groups[a] < groups[b]; });
    std::vector<std::vector<Index>> members;  // of each group
    for (const Index i : samples) {
        if (members.empty() || groups[members.back().front()] != groups[i]) members.emplace_back();
        members.back().push_back(i);
    }
    require(count >= 2 && count <= static_cast<Index>(members.size()),
            "grouped_folds: the number of folds must lie in 2 ... ", members.size(), " (the groups), got ",
            count);
    std::vector<Index> order(members.size());
    fill_permutation(key, order);
    const auto size = [&](Index group) { return members[static_cast<std::size_t>(group)].size(); };
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return size(a) > size(b); });
    Folds folds(static_cast<std::size_t>(count));
    for (const Index group : order) {
        auto& least = *std::min_element(folds.begin(), folds.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
        const auto& its = members[static_cast<std::size_t>(group)];
        least.insert(least.end(), its.begin(), its.end());
    }
    for (auto& fold : folds) std::sort(fold.begin(), fold.end());
    return folds;
}

/// Several divisions into folds, each by a key of its own:
///
///     repeated_folds(5, Key{1}, [&](Key key) { return k_folds(data.size(), 10, key); })
///
/// Throws std::invalid_argument unless repeats >= 1, and as `make`.
template <std::invocable<Key> Make>
auto repeated_folds(int repeats, Key key, const Make& make) {
    require(repeats >= 1, "repeated_folds: repeats must be >= 1, got ", repeats);
    std::vector<std::invoke_result_t<const Make&, Key>> all;
    for (int r = 0; r < repeats; ++r) all.push_back(make(key[static_cast<std::uint64_t>(r)]));
    return all;
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
