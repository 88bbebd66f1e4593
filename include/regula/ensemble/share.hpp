#pragma once

#include <regula/core/random.hpp>
#include <regula/data/split.hpp>

#include <concepts>
#include <vector>

namespace regula::inline REGULA_ABI {

/// What a member of an ensemble is given of the data: the positions of its samples, one drawn twice listed
/// twice, and of its features. An empty list is all of them, in their order.
struct Share {
    std::vector<Index> samples = {};
    std::vector<Index> features = {};

    friend bool operator==(const Share&, const Share&) = default;
};

/// How an ensemble gives its members different data, an aggregate of settings with three verbs:
///
///     count()                 how many members there are
///     share(data, key, i)     returns the Share of member i, a function of its arguments
///     check(data)             throws std::invalid_argument for settings that make no sense for the data
template <class S>
concept Scheme = requires(const S& scheme, const Dataset<double>& data, Key key) {
    { scheme.count() } -> std::convertible_to<Index>;
    { scheme.share(data, key, Index{0}) } -> std::same_as<Share>;
    scheme.check(data);
};

/// Some features of each sample: rows of x. All of them if the list is empty.
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

/// The data of a share.
template <class Scalar>
Dataset<Scalar> subset(const Dataset<Scalar>& data, const Share& share) {
    Dataset<Scalar> part = share.samples.empty() ? data : subset(data, share.samples);
    if (!share.features.empty()) part.inputs = with_features(part.inputs, share.features);
    return part;
}

/// How often a share has each of `count` samples: 0 for those out of the bag, which can test its member.
inline std::vector<int> multiplicities(const Share& share, Index count) {
    std::vector<int> times(static_cast<std::size_t>(count), share.samples.empty() ? 1 : 0);
    for (const Index i : share.samples) {
        require(i >= 0 && i < count, "multiplicities: a member was trained on sample ", i, ", the data have ",
                count, " samples: other data");
        ++times[static_cast<std::size_t>(i)];
    }
    return times;
}

}  // namespace regula::inline REGULA_ABI
