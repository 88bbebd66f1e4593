#pragma once

#include <regula/data/dataset.hpp>
#include <regula/data/permutation.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Two parts of a data set: one to train on, one held out for validation or test.
template <class Scalar>
struct Split {
    Dataset<Scalar> train;
    Dataset<Scalar> held_out;
};

/// The samples at the given positions, in the given order, with their weights; a position may be given twice.
///
/// Classes without names get their numbers as names, so a part without samples of a class keeps the class.
/// Throws std::invalid_argument for positions out of range or none, and for data whose labels, targets or
/// sample weights are not as many as the samples; they may have inputs alone.
template <class Scalar>
Dataset<Scalar> subset(const Dataset<Scalar>& data, const std::vector<Index>& indices) {
    data.check_sizes("subset");
    const auto count = static_cast<Index>(indices.size());
    require(count > 0, "subset: needs at least one position, got none");
    Dataset<Scalar> part;
    part.inputs.resize(data.features(), count);
    part.targets.resize(data.targets.rows(), data.targets.size() > 0 ? count : 0);
    part.labels.resize(data.has_labels() ? count : 0);
    part.sample_weights.resize(data.has_weights() ? count : 0);
    part.class_names = data.class_names;
    part.feature_names = data.feature_names;
    part.missing_targets = data.missing_targets;
    if (part.class_names.empty())
        for (Index c = 0; c < data.classes(); ++c) part.class_names.push_back(std::to_string(c));

    for (Index to = 0; to < count; ++to) {
        const Index from = indices[static_cast<std::size_t>(to)];
        require(from >= 0 && from < data.size(), "subset: positions must lie in 0 ... ", data.size() - 1,
                ", got ", from);
        part.inputs.col(to) = data.inputs.col(from);
        if (part.targets.size() > 0) part.targets.col(to) = data.targets.col(from);
        if (data.has_labels()) part.labels[to] = data.labels[from];
        if (data.has_weights()) part.sample_weights[to] = data.sample_weights[from];
    }
    return part;
}

/// The first samples and, held out, the last `count`. Nothing is shuffled.
template <class Scalar>
Split<Scalar> tail(const Dataset<Scalar>& data, Index count) {
    data.check("tail");
    require(count >= 1 && count < data.size(), "tail: the held-out count must lie in 1 ... ", data.size() - 1,
            ", got ", count);
    std::vector<Index> first(static_cast<std::size_t>(data.size() - count));
    std::vector<Index> last(static_cast<std::size_t>(count));
    std::iota(first.begin(), first.end(), Index{0});
    std::iota(last.begin(), last.end(), data.size() - count);
    return {subset(data, first), subset(data, last)};
}

/// Holds out `count` samples drawn without replacement. Both parts come in random order.
template <class Scalar>
Split<Scalar> random_split(const Dataset<Scalar>& data, Index count, Key key) {
    data.check("random_split");
    require(count >= 1 && count < data.size(), "random_split: the held-out count must lie in 1 ... ",
            data.size() - 1, ", got ", count);
    std::vector<Index> order(static_cast<std::size_t>(data.size()));
    fill_permutation(key, order);
    const auto middle = order.end() - count;
    return {subset(data, {order.begin(), middle}), subset(data, {middle, order.end()})};
}

/// The number of samples of each class, of `count` in all, in proportion to its size.
///
/// Every class gets the integer part of its share; the rest goes to the largest remainders, and among equal
/// remainders to the smaller label.
template <class = OnUse>
std::vector<Index> proportional(const std::vector<Index>& sizes, Index count) {
    const Index total = std::accumulate(sizes.begin(), sizes.end(), Index{0});
    std::vector<Index> shares, by_remainder(sizes.size());
    for (const Index size : sizes) shares.push_back(count * size / total);
    std::iota(by_remainder.begin(), by_remainder.end(), Index{0});
    const auto remainder = [&](Index c) { return count * sizes[static_cast<std::size_t>(c)] % total; };
    std::stable_sort(by_remainder.begin(), by_remainder.end(),
                     [&](Index a, Index b) { return remainder(a) > remainder(b); });
    Index left = count - std::accumulate(shares.begin(), shares.end(), Index{0});
    for (const Index c : by_remainder)
        if (left-- > 0) ++shares[static_cast<std::size_t>(c)];
    return shares;
}

/// Holds out `count` samples, drawn at random within each class so that the classes keep their proportions.
/// Both parts come in random order.
template <class Scalar>
Split<Scalar> stratified(const Dataset<Scalar>& data, Index count, Key key) {
    data.check("stratified");
    require(data.has_labels(), "stratified: needs labels, got data with targets");
    require(count >= 1 && count < data.size(), "stratified: the held-out count must lie in 1 ... ",
            data.size() - 1, ", got ", count);
    std::vector<Index> sizes(static_cast<std::size_t>(data.classes()));
    for (const int label : data.labels) ++sizes[static_cast<std::size_t>(label)];
    std::vector<Index> wanted = proportional(sizes, count);

    std::vector<Index> order(static_cast<std::size_t>(data.size())), kept, held_out;
    fill_permutation(key, order);
    for (const Index i : order) {
        Index& missing = wanted[static_cast<std::size_t>(data.labels[i])];
        (missing > 0 ? held_out : kept).push_back(i);
        if (missing > 0) --missing;
    }
    return {subset(data, kept), subset(data, held_out)};
}

}  // namespace regula::inline REGULA_ABI
