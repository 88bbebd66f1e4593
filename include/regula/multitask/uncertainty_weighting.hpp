#pragma once

#include <regula/multitask/balancing.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Weighs the tasks of a MultiTask by learned uncertainties: a task with a large loss gets a small weight.
///
///     J = sum_t exp(-s_t)/2 L_t + s_t/2,     s_t = log sigma_t^2,     dJ/ds_t = (1 - exp(-s_t) L_t)/2
///
/// At the fixed point sigma_t^2 = L_t, so each task has the weight 1/(2 L_t). SquaredError of a task of
/// weight 2 / outputs makes the term the negative log likelihood of Gaussian noise, for each output and up to
/// a constant, because that loss has a factor 1/2. Kendall, Gal and Cipolla use exp(-s_t) L_t for classes:
/// that of a task of weight 2, with the same weight at the fixed point.
///
/// The s_t are a block of the parameters, "UncertaintyWeighting.log_variances" (tasks x 1), in the place
/// `noise_scales`: penalties on weights or parameters do not act there, and the optimizer steps them with its
/// rate. A minibatch without targets of a task leaves its s_t. A loss near 0 has an unbounded weight; a limit
/// is     on(noise_scales, Box{-1, 20})
///
/// Kendall, Gal and Cipolla (2018), "Multi-task learning using uncertainty to weigh losses for scene geometry
/// and semantics".
struct UncertaintyWeighting {
    double initial_log_variance = 0;

    void check() const {
        require(std::isfinite(initial_log_variance),
                "UncertaintyWeighting: initial_log_variance must be finite, got ", initial_log_variance);
    }

    Block block(Index tasks) const {
        return {.role = Role::noise_scale,
                .layer = -1,
                .name = "UncertaintyWeighting.log_variances",
                .rows = tasks,
                .cols = 1};
    }
    double initial() const { return initial_log_variance; }

    double weight(const auto& s, Index t) const { return std::exp(-static_cast<double>(s(t, 0))) / 2; }
    double offset(const auto& s, Index t) const { return static_cast<double>(s(t, 0)) / 2; }
    double gradient(const auto& s, Index t, double loss) const { return 0.5 - weight(s, t) * loss; }
};

static_assert(LearnsWeights<UncertaintyWeighting>);

}  // namespace regula::inline REGULA_ABI
