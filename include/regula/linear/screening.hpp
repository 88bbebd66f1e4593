#pragma once

#include <regula/linear/optimality.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Raises force[j] to the largest violation of the optimality condition at a point by zero weights of feature
/// j, if the slope of the loss is multiplied by `times`: 0 for a feature that stays at zero.
template <class P>
void add_forces(const Columns& columns, const LinearPoint& at, const Entrywise<P>& penalty, double times,
                Vector<double>& force) {
    for (Index j = 0; j < columns.features(); ++j) {
        const double curve = at.steepness * columns.mean_square()[j];
        if (!(curve > 0)) continue;
        for (Index c = 0; c < at.slope.cols(); ++c) {
            const double to = -times * at.slope(j, c) / curve;
            force[j] = std::max(force[j], curve * std::abs(penalty(j, c).prox(to, 1 / curve)));
        }
    }
}

/// The features with a force above 0, at most `room` of them, those with the largest force, in ascending
/// order.
inline std::vector<Index> strongest(const Vector<double>& force, Index room) {
    std::vector<std::pair<double, Index>> found;
    for (Index j = 0; j < force.size(); ++j)
        if (force[j] > 0) found.emplace_back(-force[j], j);
    if (static_cast<Index>(found.size()) > room) {
        std::nth_element(found.begin(), found.begin() + room, found.end());
        found.resize(static_cast<std::size_t>(room));
    }
    std::vector<Index> features;
    for (const auto& [_, j] : found) features.push_back(j);
    std::sort(features.begin(), features.end());
    return features;
}

}  // namespace regula::inline REGULA_ABI
