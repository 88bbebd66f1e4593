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
        {.id = "sharpness-of-a-quadratic",
         .statement = "Sharpness-aware minimization adds the length of the gradient to a loss and, to second "
                      "order, the curvature along it.",
         .formula = R"(J\left(w + \rho \frac{g}{|g|}\right) - J(w) = \rho |g| + \frac{\rho^2}{2} )"
                    R"(\frac{g^\top H g}{g^\top g})",
         .source = "Foret, Kleiner, Mobahi and Neyshabur (2021), Sharpness-aware minimization",
         .experiment = R"(Sam moves from 20 random points of a quadratic of 5 weights, for three values of )"
                       R"($\rho$. On a quadratic the formula is exact.)",
         .tolerance = 1e-12,
         .find = sharpness_of_quadratic},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
