#pragma once

#include <regula/data/dataset.hpp>

#include <vector>

namespace example {

/// A classification tree, grown until every leaf is pure: a model that the library does not have. All that an
/// ensemble asks of it is predict.
///
/// Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, with Gini's index.
class Tree {
public:
    explicit Tree(const regula::Dataset<double>& data);

    /// A unit column for the class of each sample, classes x samples.
    regula::Matrix<double> predict(const regula::Matrix<double>& x) const;

    std::size_t leaves() const { return (nodes_.size() + 1) / 2; }

private:
    struct Node {
        int label = 0;
        regula::Index feature = -1;  ///< -1: a leaf
        double threshold = 0;        ///< up to it to the left
        std::size_t left = 0, right = 0;
    };

    std::size_t grow(const regula::Dataset<double>& data, std::vector<regula::Index>& samples);

    regula::Index classes_;
    std::vector<Node> nodes_;
};

}  // namespace example
