#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Max-norm: the norm of the incoming weights of each unit is at most `radius`.
///
///     project     w_j  <-  w_j min(1, radius / |w_j|)     for every column w_j
///
/// A longer unit keeps its direction; a shorter unit stays unchanged.
/// Srivastava et al. (2014), "Dropout"; Goodfellow, Bengio and Courville, Deep Learning, section 7.2.
struct MaxNorm {
    double radius;

    void check() const { require(radius >= 0, "MaxNorm: radius must be >= 0, got ", radius); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto longest = static_cast<Scalar>(radius);
        for (auto unit : w.colwise()) {
            const Scalar length = safe_norm(unit, longest);
            if (length > longest)
                with_length(unit, length, longest, [&](const auto& shorter) { unit = shorter; });
        }
    }
};

static_assert(Constraint<MaxNorm>);

}  // namespace regula::inline REGULA_ABI
