#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/update/polyak.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Gradient descent in one dimension of curvature 0.8, with noise of variance 0.5 in each gradient. One
/// vector holds 20000 runs.
struct NoisyDescent {
    double curvature = 0.8, variance = 0.5, rate = 0.3;
    int settle = 60, steps = 200;

    /// The distance of the mean of w^2 over the runs from `expected`, in standard errors.
    Finding squares_after(int updates, double expected, auto... policies) const {
        Vector<double> w = Vector<double>::Zero(20000), noise = w;
        std::uint64_t step = 0;
        const Objective objective = [&](const Vector<double>& at, Vector<double>& g) {
            fill_normal(Key{69}[step++], noise, std::sqrt(variance));
            g = curvature * at + noise;
            return 0.0;
        };
        minimize(w, objective, Sgd{.learning_rate = rate, .epochs = updates}, policies...);
        Mean squares;
        for (const double end : w) squares.add(end * end);
        return {expected, squares.mean(), squares.z(expected, 0.015 * expected)};
    }

    /// The variance of the parameters after many updates.
    double stationary() const { return rate * variance / (curvature * (2 - rate * curvature)); }

    /// The variance of their mean over `steps` updates: the correlation of successive parameters is p.
    double of_mean() const {
        const double p = 1 - rate * curvature, n = steps;
        return stationary() / (n * n) *
               (n * (1 + p) / (1 - p) - 2 * p * (1 - std::pow(p, n)) / ((1 - p) * (1 - p)));
    }
};

namespace experiments {

template <class = OnUse>
Finding averaging_stationary_variance(double wrong) {
    const NoisyDescent noisy;
    return noisy.squares_after(noisy.settle, noisy.stationary() * (1 + wrong));
}

template <class = OnUse>
Finding averaging_removes_the_rate(double wrong) {
    const NoisyDescent noisy;
    return noisy.squares_after(noisy.settle + noisy.steps, noisy.of_mean() * (1 + wrong),
                               Polyak{noisy.settle + 1});
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> averaging_claims() {
    return {
        {.id = "averaging-stationary-variance",
         .statement = "With a constant learning rate the parameters do not converge: they wander around the "
                      "minimum with a variance that grows with the rate.",
         .formula = R"(\operatorname{var} w = \frac{\varepsilon c}{\lambda (2 - \varepsilon \lambda)}, \\ c )"
                    R"(\text{ the variance of the gradient})",
         .source = "Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging",
         .experiment = "Sgd runs 20000 times with a noisy gradient, for 60 updates each.",
         .tolerance = 4,
         .find = experiments::averaging_stationary_variance<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
        {.id = "averaging-removes-the-rate",
         .statement = "The mean of the parameters over T updates converges at any stable rate, and no "
                      "unbiased method does better: it has the variance of T noisy gradients.",
         .formula = R"(\operatorname{var} \bar w = \frac{c}{\lambda^2 T} (1 - O(1/T)))",
         .source = "Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging",
         .experiment =
             R"(Sgd runs 20000 times with a noisy gradient and Polyak{} over 200 updates after the )"
             R"(first 60. The sum of the correlations $(1 - \varepsilon \lambda)^k$ gives the exact )"
             R"(factor.)",
         .tolerance = 4,
         .find = experiments::averaging_removes_the_rate<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
