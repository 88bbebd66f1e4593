#pragma once

#include <regula/theory/claim.hpp>
#include <regula/theory/claims/early_stopping.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/update/sam.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The rise of a quadratic at the point of Sam's gradient, at 20 points and for three distances.
template <class = OnUse>
Finding sharpness_of_quadratic(double wrong) {
    const Quadratic q = quadratic_to_stop_on(Key{68});
    Finding worst;
    for (std::uint64_t point = 0; point < 20; ++point)
        for (const double rho : {0.05, 0.7, 3.0}) {
            const Vector<double> w = drawn(100 + point, q.size());
            Vector<double> g(q.size()), high = w, unused(q.size());
            const double low = q(w, g);
            const double bend = g.dot(q.hessian * g) / g.squaredNorm();
            const double predicted = rho * g.norm() + rho * rho / 2 * bend * (1 + wrong);
            Sam{rho}.ascend(high, g);
            const double measured = q(high, unused) - low;
            worst = worse(worst, {predicted, measured, relative(measured, predicted)});
        }
    return worst;
}

template <class = OnUse>
std::vector<Claim> sharpness_claims() {
    return {
        {"sharpness-of-a-quadratic",
         "What sharpness-aware minimization adds to a loss is the length of its gradient, and to second "
         "order the "
         "curvature along it.",
         "J(w + rho g/|g|) - J(w) = rho |g| + rho^2 g'Hg / (2 g'g),   exact on a quadratic",
         "Foret, Kleiner, Mobahi and Neyshabur (2021), Sharpness-aware minimization",
         "Where Sam goes from 20 drawn points of a quadratic of 5 weights, for three rho.", 1e-12,
         sharpness_of_quadratic},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
