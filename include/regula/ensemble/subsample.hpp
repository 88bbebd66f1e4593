#pragma once

#include <regula/core/random.hpp>
#include <regula/data/split.hpp>

#include <algorithm>
#include <concepts>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The part of the data for one member of an ensemble: the positions of its samples (a sample drawn twice is
/// listed twice) and of its features. An empty list means all, in order.
struct Subsample {
    std::vector<Index> samples = {};
    std::vector<Index> features = {};

    friend bool operator==(const Subsample&, const Subsample&) = default;
};

/// A scheme gives the members of an ensemble different data. It is an aggregate of settings with three verbs:
///
///     count()                 the number of members
///     subsample(data, key, i)     returns the Subsample of member i, a function of its arguments
///     check(data)             throws std::invalid_argument for settings that do not fit the data
template <class S>
concept Scheme = requires(const S& scheme, const Dataset<double>& data, Key key) {
    { scheme.count() } -> std::convertible_to<Index>;
    { scheme.subsample(data, key, Index{0}) } -> std::same_as<Subsample>;
    scheme.check(data);
};

/// Selects features (rows of x); all of them if the list is empty.
template <class Scalar>
Matrix<Scalar> with_features(const Matrix<Scalar>& x, const std::vector<Index>& features) {
    if (features.empty()) return x;
    Matrix<Scalar> some(static_cast<Index>(features.size()), x.cols());
    for (Index i = 0; i < some.rows(); ++i) {
        const Index from = features[static_cast<std::size_t>(i)];
        require(from >= 0 && from < x.rows(), "with_features: features must lie in 0 ... ", x.rows() - 1,
                ", got ", from);
        some.row(i) = x.row(from);
    }
    return some;
}

/// The data of a subsample.
template <class Scalar>
Dataset<Scalar> subset(const Dataset<Scalar>& data, const Subsample& share) {
    Dataset<Scalar> part = share.samples.empty() ? data : subset(data, share.samples);
    if (!share.features.empty()) part.inputs = with_features(part.inputs, share.features);
    return part;
}

/// Whether the samples of a subsample can train a model: one has a weight > 0, or the data have no weights.
template <class Scalar>
bool has_weight(const Dataset<Scalar>& data, const Subsample& share) {
    return !data.has_weights() || share.samples.empty() ||
           std::any_of(share.samples.begin(), share.samples.end(),
                       [&](Index j) { return data.sample_weights[j] > 0; });
}

/// The number of times that each of `count` samples is in a subsample. Samples with 0 are out of the bag and
/// can test the member.
inline std::vector<int> multiplicities(const Subsample& share, Index count) {
    std::vector<int> times(static_cast<std::size_t>(count), share.samples.empty() ? 1 : 0);
    for (const Index i : share.samples) {
        require(i >= 0 && i < count, "multiplicities: a member was trained on sample ", i, ", the data have ",
                count, " samples: other data");
        ++times[static_cast<std::size_t>(i)];
    }
    return times;
}

}  // namespace regula::inline REGULA_ABI
