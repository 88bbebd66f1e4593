#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Gaussian noise: adds an independent normal draw to every entry, anew in each step.
///
///     perturb     x <- x + N(0, stddev^2)
///
/// On the inputs by default: for a linear model and squared error the same, in expectation, as L2{stddev^2}.
/// on(hidden, ...) adds noise to the units, on(targets, ...) to the targets. on(weights, ...) is weight
/// noise, one draw a minibatch: the gradient at the noisy weights moves the clean ones.
/// Goodfellow, Bengio and Courville, Deep Learning, sections 7.4 and 7.5; Bishop (1995), "Training with noise
/// is equivalent to Tikhonov regularization"; Graves (2011), "Practical variational inference".
struct GaussianNoise {
    double stddev;

    void check() const { require(stddev >= 0, "GaussianNoise: stddev must be >= 0, got ", stddev); }

    void perturb(auto&& x, Key key) const { check(), add_normal(key, x, stddev); }

    /// The variance of the noise, for inference without draws (inference/fast_dropout.hpp).
    double variance() const { return check(), stddev * stddev; }
};

static_assert(Noise<GaussianNoise>);

}  // namespace regula::inline REGULA_ABI
