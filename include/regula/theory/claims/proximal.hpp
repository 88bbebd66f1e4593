#pragma once

#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/lasso.hpp>
#include <regula/theory/spectrum.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The lasso of the claimed rates: the gap of J + L1 to its minimum, step by step from 0.
struct LassoRun {
    Quadratic q = least_squares(random_regression(Key{81}, 20, 24));
    L1 penalty{0.02};
    Vector<double> best = lasso_minimum(q, penalty.strength).w;
    double curvature = Spectrum{q}.eigenvalues().maxCoeff();  ///< L
    std::vector<double> gaps = {};                            ///< of w_0, w_1, ...

    double above_minimum(const Vector<double>& w) const {
        return q.value(w) + penalty.value(w) - q.value(best) - penalty.value(best);
    }

    /// Proximal gradient steps of length 1/L, ISTA: Sgd with L1.
    void plain(int steps) {
        const auto watched = [this](const Vector<double>& w, auto& g) {
            gaps.push_back(above_minimum(w));
            return q(w, g);
        };
        trained(watched, q.size(), Sgd{.learning_rate = 1 / curvature, .epochs = steps + 1}, penalty);
    }

    /// The same from a point ahead of the last iterate, FISTA.
    void accelerated(int steps) {
        Vector<double> w = Vector<double>::Zero(q.size()), ahead = w, g = w;
        double t = 1;
        gaps.push_back(above_minimum(w));
        for (int k = 0; k < steps; ++k) {
            q(ahead, g);
            Vector<double> next = ahead - g / curvature;
            penalty.prox(next, 1 / curvature);
            const double grown = (1 + std::sqrt(1 + 4 * t * t)) / 2;
            ahead = next + (t - 1) / grown * (next - w);
            w = next;
            t = grown;
            gaps.push_back(above_minimum(w));
        }
    }

    /// The step nearest to its bound, and its excess.
    Finding against(auto&& bound) const {
        Finding found;
        double hardest = -HUGE_VAL;
        for (std::size_t k = 1; k < gaps.size(); ++k) {
            const double most = bound(static_cast<double>(k)), hard = gaps[k] / most;
            if (hard > hardest) found = {most, gaps[k], std::max(hard - 1, 0.0)}, hardest = hard;
        }
        return found;
    }
};

namespace experiments {

template <class = OnUse>
Finding group_lasso_prox(double wrong) {
    double largest = 0;
    int removed = 0;
    Matrix<double> v(5, 4);
    for (std::uint64_t n = 0; n < 1000; ++n) {
        fill_normal(Key{82}[n], v);
        const bool by_size = n % 2 == 0;
        const double t = 0.3, a = by_size ? 2.5 : 7;
        const double price = t * a * (by_size ? std::sqrt(5) : 1) * (1 + wrong);
        Matrix<double> u = v;
        GroupLasso{a, by_size}.prox(u, t);
        for (Index j = 0; j < 4; ++j) {
            const double length = u.col(j).norm();
            const double off = length > 0 ? (u.col(j) - v.col(j) + price / length * u.col(j)).norm()
                                          : v.col(j).norm() - price;
            largest = worse(off, largest);
            removed += length == 0 ? 1 : 0;
        }
    }
    if (removed == 0 || removed == 4000) return {0, largest, HUGE_VAL};  // only one of the two conditions
    return {0, largest, largest};
}

template <class = OnUse>
Finding proximal_gradient_rate(double wrong) {
    LassoRun run;
    run.plain(2000);
    const double c = (1 + wrong) * run.curvature * run.best.squaredNorm();
    return run.against([&](double k) { return c / (2 * k); });
}

template <class = OnUse>
Finding accelerated_proximal_gradient_rate(double wrong) {
    LassoRun run;
    run.accelerated(2000);
    const double c = 2 * (1 + wrong) * run.curvature * run.best.squaredNorm();
    return run.against([&](double k) { return c / ((k + 1) * (k + 1)); });
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> proximal_claims() {
    return {
        {.id = "group-lasso-prox",
         .statement = "The group lasso shortens each unit by the same length, and removes units that are "
                      "shorter than this.",
         .formula = R"(u - v + t a \frac{u}{|u|} = 0 \text{ where } u \ne 0 \\ |v| \le t a \text{ where } u )"
                    R"(= 0)",
         .source = "Yuan and Lin (2006), Model selection and estimation in regression with grouped "
                   "variables",
         .experiment =
             "The conditions of optimality are evaluated at GroupLasso's prox of 1000 matrices, 5 x "
             "4, half of them with strengths by the size of the group.",
         .tolerance = 1e-12,
         .find = experiments::group_lasso_prox<>,
         .distance = Distance::difference},
        {.id = "proximal-gradient-rate",
         .statement = "Proximal gradient steps approach the minimum of the lasso at least like 1/k, although "
                      "the penalty has a kink.",
         .formula = R"(F(w_k) - F(\tilde w) \le \frac{L |w_0 - \tilde w|^2}{2 k})",
         .source = "Beck and Teboulle (2009), A fast iterative shrinkage-thresholding algorithm, theorem "
                   "3.1",
         .experiment = "Sgd with L1 takes 2000 steps from 0, with 20 features and 24 samples. The step that "
                       "comes nearest to its bound is compared with it.",
         .tolerance = 0,
         .find = experiments::proximal_gradient_rate<>,
         .wrong = -0.95,
         .distance = Distance::violation},
        {.id = "accelerated-proximal-gradient-rate",
         .statement = "The same steps, each from a point a little ahead, approach the minimum at least like "
                      "1/k^2.",
         .formula = R"(F(w_k) - F(\tilde w) \le \frac{2 L |w_0 - \tilde w|^2}{(k + 1)^2})",
         .source = "Beck and Teboulle (2009), A fast iterative shrinkage-thresholding algorithm, theorem "
                   "4.4",
         .experiment = "Accelerated descent takes 2000 steps with the prox of L1 from 0. The step that comes "
                       "nearest to its bound is compared with it.",
         .tolerance = 0,
         .find = experiments::accelerated_proximal_gradient_rate<>,
         .wrong = -0.95,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
