#pragma once

#include <regula/inference/every_mask.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/masks.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

template <class = OnUse>
Finding mean_of_sigmoids(double wrong) {
    const double p = 0.4;
    const auto net = with_drawn_biases({14, {Dense{1}, Sigmoid{}}, Key{1}}, 2);
    const Matrix<double> x = drawn(3, 14);
    double yes = 0, no = 0;
    for_each_mask(14, p, [&](const Vector<double>& mask, double probability) {
        const double chance = net.predict(x, Key{0}, on(inputs, GivenGains::kept(mask, p)))(0, 0);
        yes += probability * std::log(chance);
        no += probability * std::log1p(-chance);
    });
    const double scaled = with_scaled_weights(net, 0, 1 + wrong).predict(x)(0, 0),
                 mean = std::exp(yes) / (std::exp(yes) + std::exp(no));
    return {scaled, mean, relative(mean, scaled)};
}

template <class = OnUse>
Finding monte_carlo_rate(double wrong) {
    const SoftmaxCrossEntropy loss;
    const auto net = with_drawn_biases(mlp<double>({5, 10, 3}, Key{4}), 5);
    const Matrix<double> x = drawn(7, 5), exact = every_mask(net, loss, x, Dropout{0.5}).mean;
    const Matrix<double> repeated = x.replicate(1, 300);  // each sample has its own masks
    // The slope of log2 error against log2 k = log2 10 + 0 ... 6, by least squares.
    double slope = 0;
    for (int doubled = 0; doubled <= 6; ++doubled) {
        const Index k = Index{10} << doubled;
        const Belief found =
            monte_carlo(net, loss, repeated, k, Key{8}[static_cast<std::uint64_t>(k)], Dropout{0.5});
        slope += (doubled - 3) * std::log2((found.mean.colwise() - exact.col(0)).squaredNorm()) / 2 / 28;
    }
    const double predicted = -0.5 * (1 + wrong);
    return {predicted, slope, std::abs(slope - predicted)};
}

/// The ensemble of all masked networks, and its approximation by a few masks.
template <class = OnUse>
std::vector<Claim> dropout_ensemble_claims() {
    return {
        {.id = "dropout-mean-of-sigmoids",
         .statement = "A logistic unit without masks gives the normalised geometric mean of its outputs over "
                      "all masks.",
         .formula = R"(\frac{G}{G + \bar G} = \text{sigmoid}(w^\top x + b), \\ G = \prod_\mu )"
                    R"(\text{sigmoid}(s_\mu)^{P(\mu)} \\ \text{and } \bar G \text{ is the same of } 1 - )"
                    R"(\text{sigmoid})",
         .source = "Baldi and Sadowski (2013), Understanding dropout",
         .experiment =
             "All $2^{14}$ masks of the inputs of a unit of the Sigmoid layer are enumerated at p = "
             "0.4.",
         .tolerance = 1e-12,
         .find = mean_of_sigmoids},
        {.id = "dropout-monte-carlo-rate",
         .statement = "The mean of k random passes approaches the whole ensemble like any mean: four times "
                      "the passes halve the error.",
         .formula = R"(\text{RMSE}(k) \propto k^{-1/2})",
         .source = "Srivastava et al. (2014), Dropout, figure 11; Gal and Ghahramani (2016)",
         .experiment = "The function monte_carlo runs 300 times each for k from 10 to 640 with Dropout{0.5}. "
                       "Its error against every_mask, the mean over all $2^{10}$ masks, has a slope in "
                       "logarithms.",
         .tolerance = 0.06,
         .find = monte_carlo_rate,
         .wrong = 0.25,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
