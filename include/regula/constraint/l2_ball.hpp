#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The L2 ball: the Frobenius norm of a block is at most `radius`.
///
///     project     w  <-  w min(1, radius / |w|)
///
/// Weight decay as a hard limit. Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
struct L2Ball {
    double radius;

    void check() const { require(radius >= 0, "L2Ball: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto longest = static_cast<Scalar>(radius);
        const Scalar length = safe_norm(w, longest);
        if (length > longest) with_length(w, length, longest, [&](const auto& shorter) { w = shorter; });
    }
};

static_assert(Constraint<L2Ball>);

}  // namespace regula::inline REGULA_ABI
