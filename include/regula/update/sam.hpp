#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Sharpness-aware minimization: the step at w uses the gradient at the highest nearby point, to first order.
///
///     ascend      w  <-  w + rho g / |g|
///
/// g is the gradient of the loss of the minibatch in all parameters, with penalties on hidden units and
/// outputs, but without penalties on parameters: the step adds those at w. A step costs two gradients. If g
/// is zero or NaN nothing moves. rho >= 0; 0.05 is usual.
/// Foret, Kleiner, Mobahi and Neyshabur (2021), "Sharpness-aware minimization for efficiently improving
/// generalization".
struct Sam {
    double rho = 0.05;

    void check() const { require(rho >= 0, "Sam: rho must be >= 0, got ", rho); }

    bool ascend(auto&& w, const auto& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const Scalar length = safe_norm(g);
        if (!(rho > 0 && length > 0)) return false;
        with_length(g, length, static_cast<Scalar>(rho), [&](const auto& up) { w += up; });
        return true;
    }
};

static_assert(Ascent<Sam>);

}  // namespace regula::inline REGULA_ABI
