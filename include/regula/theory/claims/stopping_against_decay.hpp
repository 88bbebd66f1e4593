#pragma once

#include <regula/penalty/l2.hpp>
#include <regula/theory/claims/early_stopping.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/shrinkage_gap.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The remaining shares of 400 weights, each with its own curvature, by stopping and by the equivalent L2.
/// Both are trained.
struct LeftOver {
    Vector<double> stopped, decayed;
};
template <class = OnUse>
LeftOver left_over_by_training() {
    const int steps = 20000;
    const double rate = 1.0 / steps;
    const Vector<double> curvature = Vector<double>::LinSpaced(400, 0.02, 8), one = Vector<double>::Ones(400);
    const Objective f = [&](const Vector<double>& w, Vector<double>& g) {
        g = curvature.cwiseProduct(w - one);
        return g.dot(w - one) / 2;
    };
    LeftOver left{Vector<double>::Zero(400), Vector<double>::Zero(400)};
    minimize(left.stopped, f, Sgd{.learning_rate = rate, .epochs = steps});
    minimize(left.decayed, f, Sgd{.learning_rate = 0.2, .epochs = 400}, L2{equivalent_strength(rate, steps)});
    return left;
}

/// The expected |w - w0|^2 of an estimate that keeps a share of the least-squares estimate along each axis:
///
///     sum (1 - share)^2 w0^2 + share^2 noise / eigenvalue     with noise = residual variance / samples
template <class = OnUse>
double risk_of(const Vector<double>& share, const Spectrum& spectrum, const Vector<double>& truth,
               double noise) {
    const Vector<double> along = spectrum.axes().transpose() * truth;
    return (1 - share.array()).square().matrix().dot(along.cwiseAbs2()) +
           noise * share.cwiseAbs2().dot(spectrum.eigenvalues().cwiseInverse());
}

namespace experiments {

template <class = OnUse>
Finding early_stopping_differs_by_a_fifth_at_most(double wrong) {
    const LeftOver left = left_over_by_training();
    const double predicted = largest_shrinkage_difference().value * (1 + wrong);
    const double measured = (left.stopped - left.decayed).maxCoeff();
    return Finding{predicted, measured, std::abs(measured - predicted)};
}

template <class = OnUse>
Finding early_stopping_leaves_a_third_more_at_most(double wrong) {
    const LeftOver left = left_over_by_training();
    const double predicted = largest_shrinkage_ratio().value * (1 + wrong);
    const double measured = left.stopped.cwiseQuotient(left.decayed).maxCoeff();
    return Finding{predicted, measured, std::abs(measured - predicted)};
}

template <class = OnUse>
Finding gradient_flow_risks_little_more_than_ridge(double wrong) {
    const double ratio = largest_shrinkage_ratio().value;
    Finding found{.predicted = ratio * ratio * (1 + wrong)};
    for (std::uint64_t draw = 0; draw < 400; ++draw) {
        const Key key = Key{25}[draw];
        const auto between = [&](double low, double high, std::uint64_t n) {
            return std::pow(10, low + (high - low) * key.uniform(100 + n));
        };
        const Quadratic q = quadratic_to_stop_on(key, 1 + static_cast<Index>(key.below(7, 99)));
        const Spectrum spectrum{q};
        const double noise = between(-3, 3, 0);
        const double time = between(-2, 2, 1) / spectrum.eigenvalues().mean();
        const int steps = 1 << 24;
        const double flow = risk_of(spectrum.progress(time / steps, steps), spectrum, q.minimum, noise);
        const double ridge = risk_of(spectrum.shrinkage(1 / time), spectrum, q.minimum, noise);
        found.measured = std::max(flow / ridge, found.measured);
    }
    found.deviation = std::max(found.measured - found.predicted, 0.0);
    return found;
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> stopping_against_decay_claims() {
    return {
        {.id = "early-stopping-differs-by-a-fifth-at-most",
         .statement = "Early stopping and weight decay of its one equivalent strength leave shares of a "
                      "weight that differ by 0.2036 at most.",
         .formula = R"(\max_x \left(1 - e^{-x} - \frac{x}{1 + x}\right) = 0.2036, \\ \text{where } e^{-x} = )"
                    R"((1 + x)^{-2})",
         .source = "derived from the limits of equations 7.40 and 7.13 of Goodfellow, Bengio and "
                   "Courville, Deep Learning",
         .experiment = "For 400 curvatures, 20,000 small steps and Sgd with L2 train a weight each. The "
                       "largest difference is compared.",
         .tolerance = 1e-4,
         .find = experiments::early_stopping_differs_by_a_fifth_at_most<>,
         .distance = Distance::difference},
        {.id = "early-stopping-leaves-a-third-more-at-most",
         .statement = "Early stopping leaves at most 1.2984 times as much of a weight as weight decay of its "
                      "one equivalent strength.",
         .formula = R"(\max_x \frac{(1 - e^{-x}) (1 + x)}{x} = 1.2984)",
         .source = "Ali, Kolter and Tibshirani (2019), A continuous-time view of early stopping for least "
                   "squares",
         .experiment = "For 400 curvatures, 20,000 small steps and Sgd with L2 train a weight each. The "
                       "largest ratio is compared.",
         .tolerance = 1e-4,
         .find = experiments::early_stopping_leaves_a_third_more_at_most<>,
         .distance = Distance::difference},
        {.id = "gradient-flow-risks-little-more-than-ridge",
         .statement = "Gradient descent of tiny steps, stopped at time t, never has more than 1.69 times the "
                      "expected error of ridge regression with strength 1/t, for any truth, noise and data.",
         .formula = R"(\text{risk of flow}(t) \\ \le 1.2984^2 \cdot \text{risk of ridge}(1/t))",
         .source = "Ali, Kolter and Tibshirani (2019), A continuous-time view of early stopping for least "
                   "squares",
         .experiment = "The largest ratio is sought over 400 random spectra, truths, noise levels and times.",
         .tolerance = 0,
         .find = experiments::gradient_flow_risks_little_more_than_ridge<>,
         .wrong = -0.05,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
