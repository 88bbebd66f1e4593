#include "tree.hpp"

#include <algorithm>
#include <numeric>

namespace example {

using regula::Index;

namespace {

struct Cut {
    Index feature = -1;
    double threshold = 0, gain = -1;
};

/// The cut between two neighbouring values of a feature that leaves the purest halves: the largest sum over
/// them of sum_c n_c^2 / n, n_c the samples of class c.
Cut best_cut(const regula::Dataset<double>& data, std::vector<Index> samples, Index classes) {
    Cut best;
    const auto count = static_cast<double>(samples.size());
    regula::Vector<double> all = regula::Vector<double>::Zero(classes);
    for (const Index i : samples) ++all[data.labels[i]];
    for (Index f = 0; f < data.features(); ++f) {
        const auto value = [&](std::size_t n) { return data.inputs(f, samples[n]); };
        std::sort(samples.begin(), samples.end(),
                  [&](Index a, Index b) { return data.inputs(f, a) < data.inputs(f, b); });
        regula::Vector<double> left = regula::Vector<double>::Zero(classes), right = all;
        double left_square = 0, right_square = all.squaredNorm();
        for (std::size_t n = 0; n + 1 < samples.size(); ++n) {
            const int label = data.labels[samples[n]];
            left_square += 2 * left[label]++ + 1;
            right_square -= 2 * right[label]-- - 1;
            if (value(n) == value(n + 1)) continue;
            const double size = static_cast<double>(n) + 1;
            const double gain = left_square / size + right_square / (count - size);
            if (gain > best.gain) best = {f, (value(n) + value(n + 1)) / 2, gain};
        }
    }
    return best;
}

}  // namespace

Tree::Tree(const regula::Dataset<double>& data) : classes_{data.classes()} {
    std::vector<Index> samples(static_cast<std::size_t>(data.size()));
    std::iota(samples.begin(), samples.end(), Index{0});
    grow(data, samples);
}

std::size_t Tree::grow(const regula::Dataset<double>& data, std::vector<Index>& samples) {
    std::vector<int> counts(static_cast<std::size_t>(classes_));
    for (const Index i : samples) ++counts[static_cast<std::size_t>(data.labels[i])];
    const auto most = std::max_element(counts.begin(), counts.end());
    const std::size_t here = nodes_.size();
    nodes_.push_back({.label = static_cast<int>(most - counts.begin())});
    if (*most == static_cast<int>(samples.size())) return here;
    const Cut cut = best_cut(data, samples, classes_);
    if (cut.feature < 0) return here;  // samples of two classes at one point

    const auto middle = std::partition(samples.begin(), samples.end(),
                                       [&](Index i) { return data.inputs(cut.feature, i) <= cut.threshold; });
    std::vector<Index> left{samples.begin(), middle}, right{middle, samples.end()};
    const std::size_t to_left = grow(data, left), to_right = grow(data, right);
    nodes_[here].feature = cut.feature;
    nodes_[here].threshold = cut.threshold;
    nodes_[here].left = to_left;
    nodes_[here].right = to_right;
    return here;
}

regula::Matrix<double> Tree::predict(const regula::Matrix<double>& x) const {
    regula::Matrix<double> y = regula::Matrix<double>::Zero(classes_, x.cols());
    for (Index j = 0; j < x.cols(); ++j) {
        std::size_t at = 0;
        while (nodes_[at].feature >= 0)
            at = x(nodes_[at].feature, j) <= nodes_[at].threshold ? nodes_[at].left : nodes_[at].right;
        y(nodes_[at].label, j) = 1;
    }
    return y;
}

}  // namespace example
