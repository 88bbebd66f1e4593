#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Gaussian dropout: multiplies each unit by a normal draw of mean one, so its expected activation stays.
///
///     gain        N(1, stddev^2)
///
/// The gain of Dropout{p} has the variance p / (1 - p), of its rounded p; GaussianGate::like_dropout(p) has
/// the same. A draw costs about six times one of Dropout. On hidden units by default, on request on inputs
/// or weights. Srivastava et al. (2014), "Dropout", section 10.
struct GaussianGate {
    double stddev;

    static GaussianGate like_dropout(double drop_probability) {
        require(drop_probability >= 0 && drop_probability < 1,
                "GaussianGate::like_dropout: drop_probability must be in [0, 1), got ", drop_probability);
        return {std::sqrt(Coin{drop_probability}.gain_variance())};
    }

    void check() const { require(stddev >= 0, "GaussianGate: stddev must be >= 0, got ", stddev); }

    void gate(auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        for_each_normal(key, gain, [this](Scalar& g, auto z) {
            g *= static_cast<Scalar>(1 + static_cast<decltype(z)>(stddev) * z);
        });
    }

    /// The variance of a gain, for inference without draws (inference/fast_dropout.hpp).
    double variance() const { return check(), stddev * stddev; }
};

static_assert(Gate<GaussianGate>);

}  // namespace regula::inline REGULA_ABI
