#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// A box: every weight stays between two limits, possibly infinite.
///
///     project     w  <-  min(max(w, lower), upper)
///
/// Box{-c, c} is the ball of the maximum norm. Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
struct Box {
    double lower;
    double upper;

    void check() const {
        require(lower <= upper, "Box: lower must be <= upper, got ", lower, " and ", upper);
    }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto low = static_cast<Scalar>(lower), high = static_cast<Scalar>(upper);
        w = w.unaryExpr([=](Scalar entry) { return std::clamp(entry, low, high); });  // a NaN stays
    }
};

static_assert(Constraint<Box>);

}  // namespace regula::inline REGULA_ABI
