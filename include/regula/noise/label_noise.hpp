#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/targets.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Label noise: replaces the label of a sample with a probability by another class, all with the same chance,
/// anew in each step.
///
///     perturb     t_j <- t_j, shifted cyclically by s = 1 ... k - 1 rows, with probability p
///
/// A one-hot column moves to another class; a soft target moves as a whole. Acts on targets, classes x
/// samples; other targets throw std::invalid_argument (require_class_targets).
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1.
struct LabelNoise {
    static constexpr auto home = targets;
    double probability;

    void check() const {
        require(probability >= 0 && probability <= 1, "LabelNoise: probability must be in [0, 1], got ",
                probability);
    }

    void perturb(auto&& t, Key key) const {
        check();
        require_class_targets(t, "LabelNoise");
        const auto others = static_cast<std::uint64_t>(t.rows() - 1);
        for (Index j = 0; j < t.cols(); ++j) {
            const auto draw = 2 * static_cast<std::uint64_t>(j);
            if (key.uniform(draw) >= probability) continue;
            auto column = t.col(j);
            const auto shift = static_cast<Index>(1 + key.below(others, draw + 1));
            std::rotate(column.begin(), column.end() - shift, column.end());
        }
    }
};

static_assert(Noise<LabelNoise>);

}  // namespace regula::inline REGULA_ABI
