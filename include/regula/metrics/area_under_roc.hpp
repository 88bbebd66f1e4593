#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/sample_weights.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The area under the ROC curve (AUROC): the probability that a sample of the class has a higher score than
/// another one, where equal scores count one half. 1/2 is chance. `scores` has one number for each sample,
/// `belongs(j)` says whether sample j is of the class. NaN without samples of the class, or of no others.
/// Takes time n log n. Throws std::invalid_argument for NaN.
///
/// Hanley and McNeil (1982), "The meaning and use of the area under a receiver operating characteristic (ROC)
/// curve". With `weight(j)`, samples are drawn by their weights: a pair counts by the product of two.
double area_under_roc_of(const auto& scores, const auto& belongs, const auto& weight) {
    std::vector<Index> order(static_cast<std::size_t>(scores.size()));
    std::iota(order.begin(), order.end(), Index{0});
    for (const Index j : order) require(!std::isnan(scores[j]), "area_under_roc: score ", j, " is NaN");
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return scores[a] < scores[b]; });
    double inside = 0, outside = 0, pairs = 0;  // so far, from the lowest score
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
        double in = 0, out = 0;  // of one score
        for (; last < order.size() && scores[order[last]] == scores[order[first]]; ++last)
            (belongs(order[last]) ? in : out) += weight(order[last]);
        pairs += in * (outside + out / 2);
        inside += in, outside += out;
    }
    return inside > 0 && outside > 0 ? pairs / (inside * outside) : std::numeric_limits<double>::quiet_NaN();
}
double area_under_roc_of(const auto& scores, const auto& belongs) {
    return area_under_roc_of(scores, belongs, [](Index) { return 1.0; });
}

/// The same for each class against all others, of scores or probabilities, classes x samples. One row holds
/// the scores of class 1. Samples count by their weights, if there are any. Throws std::invalid_argument
/// unless each sample has a label, and a weight >= 0 or none.
template <class Scalar>
Vector<double> area_under_roc(const Matrix<Scalar>& scores, const Labels& labels,
                              const Vector<double>& sample_weights = {}) {
    require(scores.rows() >= 1 && scores.cols() == labels.size(),
            "area_under_roc: needs one label a sample, got ", labels.size(), " labels for scores of ",
            scores.rows(), " x ", scores.cols());
    require_sample_weights(sample_weights, labels.size(), "area_under_roc");
    const auto weight = [&](Index j) { return sample_weights.size() > 0 ? sample_weights[j] : 1.0; };
    Vector<double> areas(scores.rows());
    for (Index c = 0; c < scores.rows(); ++c) {
        const Index number = scores.rows() == 1 ? 1 : c;
        areas[c] = area_under_roc_of(
            scores.row(c), [&](Index j) { return labels[j] == number; }, weight);
    }
    return areas;
}

}  // namespace regula::inline REGULA_ABI
