#pragma once

#include <regula/constraint/box.hpp>

namespace regula::inline REGULA_ABI {

/// The ball of the maximum norm: no absolute weight is larger than `radius`.
///
///     project     w  <-  min(max(w, -radius), radius)
///
/// Weight clipping: Arjovsky, Chintala and Bottou (2017), "Wasserstein generative adversarial networks".
struct LInfinityBall {
    double radius;

    void check() const { require(radius >= 0, "LInfinityBall: radius must be >= 0, got ", radius); }

    void project(auto&& w) const { check(), Box{.lower = -radius, .upper = radius}.project(w); }
};

static_assert(Constraint<LInfinityBall>);

}  // namespace regula::inline REGULA_ABI
