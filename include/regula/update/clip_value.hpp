#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Clips every entry of the gradient. This may change its direction.
///
///     clip        g  <-  min(max(g, -limit), limit)
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 10.11.1; Mikolov (2012).
struct ClipValue {
    double limit;

    void check() const { require(limit > 0, "ClipValue: limit must be > 0, got ", limit); }

    void clip(auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        const auto most = static_cast<Scalar>(limit);
        g = g.unaryExpr([=](Scalar entry) { return std::clamp(entry, -most, most); });  // a NaN stays
    }
};

static_assert(Clipping<ClipValue>);

}  // namespace regula::inline REGULA_ABI
