#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Sam in units of the weights, so it does not depend on the scales of the weights.
///
///     ascend      w  <-  w + rho w^2 g / |w g|        entry by entry, but for the norm
///
/// A weight of zero stays. Otherwise as Sam, with a larger rho >= 0; 0.5 is usual.
/// Kwon, Kim, Park and Choi (2021), "ASAM: adaptive sharpness-aware minimization", without its offset eta.
struct AdaptiveSam {
    double rho = 0.5;

    void check() const { require(rho >= 0, "AdaptiveSam: rho must be >= 0, got ", rho); }

    bool ascend(auto&& w, const auto& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const Scalar size = safe_norm(w), slope = safe_norm(g);  // of the product the direction alone counts
        const auto product = (w / size).cwiseProduct(g / slope);
        const Scalar length = safe_norm(product);
        if (!(rho > 0 && length > 0)) return false;
        with_length(product, length, static_cast<Scalar>(rho),
                    [&](const auto& up) { w.array() += w.array() * up.array(); });
        return true;
    }
};

static_assert(Ascent<AdaptiveSam>);

}  // namespace regula::inline REGULA_ABI
