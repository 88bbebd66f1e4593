#pragma once

#include <regula/data/split.hpp>

#include "support/drawn.hpp"

/// Data with sample weights, and the same data with repeated samples in their place.
namespace regula::test {

/// The weights of eleven samples, whole numbers.
inline Vector<double> whole_weights() {
    Vector<double> w(11);
    w << 2, 1, 3, 1, 0, 2, 5, 1, 1, 0, 2;
    return w;
}

/// Eleven samples of three features with these weights, with two targets, or labels of three classes.
template <class Scalar = double>
Dataset<Scalar> weighted_regression() {
    return {.inputs = drawn<Scalar>(1, 3, 11),
            .targets = drawn<Scalar>(2, 2, 11),
            .sample_weights = whole_weights()};
}
template <class Scalar = double>
Dataset<Scalar> weighted_classes() {
    return {.inputs = drawn<Scalar>(3, 3, 11),
            .labels = Labels{{0, 2, 1, 1, 2, 0, 0, 1, 2, 1, 2}},
            .class_names = {"a", "b", "c"},
            .sample_weights = whole_weights()};
}

/// The positions of samples, each as often as its weight.
inline std::vector<Index> as_often(const Vector<double>& w) {
    std::vector<Index> positions;
    for (Index j = 0; j < w.size(); ++j)
        for (int k = 0; k < static_cast<int>(w[j]); ++k) positions.push_back(j);
    return positions;
}

/// The same data with each sample as often as its weight, and without weights.
template <class Scalar>
Dataset<Scalar> repeated(const Dataset<Scalar>& data) {
    Dataset<Scalar> all = subset(data, as_often(data.sample_weights));
    all.sample_weights.resize(0);
    return all;
}

}  // namespace regula::test
