#pragma once

/// Statements of chapter 7 as experiments, in the order of the book; examples/run theory_report tries
/// them all.

#include <regula/theory/claims/adversary.hpp>
#include <regula/theory/claims/averaging.hpp>
#include <regula/theory/claims/bootstrap.hpp>
#include <regula/theory/claims/constraint.hpp>
#include <regula/theory/claims/decoupled_decay.hpp>
#include <regula/theory/claims/degrees_of_freedom.hpp>
#include <regula/theory/claims/dropout_ensemble.hpp>
#include <regula/theory/claims/dropout_least_squares.hpp>
#include <regula/theory/claims/dropout_penalty.hpp>
#include <regula/theory/claims/early_stopping.hpp>
#include <regula/theory/claims/elastic_net.hpp>
#include <regula/theory/claims/ensemble.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/fast_dropout.hpp>
#include <regula/theory/claims/input_noise.hpp>
#include <regula/theory/claims/label_smoothing.hpp>
#include <regula/theory/claims/lasso.hpp>
#include <regula/theory/claims/mixing.hpp>
#include <regula/theory/claims/network_approximation.hpp>
#include <regula/theory/claims/noise_to_second_order.hpp>
#include <regula/theory/claims/prior.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/claims/projection.hpp>
#include <regula/theory/claims/proximal.hpp>
#include <regula/theory/claims/ridge.hpp>
#include <regula/theory/claims/sharpness.hpp>
#include <regula/theory/claims/stochastic_depth.hpp>
#include <regula/theory/claims/stopping_against_decay.hpp>
#include <regula/theory/claims/weight_decay.hpp>
#include <regula/theory/claims/weight_noise.hpp>
#include <regula/theory/claims/weight_scaling.hpp>

namespace regula::inline REGULA_ABI::theory {

/// All claims, in the order of the book.
template <class = OnUse>
std::vector<Claim> claims() {
    std::vector<Claim> all;
    for (const std::vector<Claim>& group : {weight_decay_claims(),
                                            network_approximation_claims(),
                                            decoupled_decay_claims(),
                                            lasso_claims(),
                                            elastic_net_claims(),
                                            prior_claims(),
                                            constraint_claims(),
                                            projection_claims(),
                                            proximal_claims(),
                                            ridge_claims(),
                                            degrees_of_freedom_claims(),
                                            input_noise_claims(),
                                            noise_to_second_order_claims(),
                                            weight_noise_claims(),
                                            label_smoothing_claims(),
                                            mixing_claims(),
                                            early_stopping_claims(),
                                            stopping_against_decay_claims(),
                                            averaging_claims(),
                                            sharpness_claims(),
                                            ensemble_claims(),
                                            bootstrap_claims(),
                                            weight_scaling_claims(),
                                            dropout_ensemble_claims(),
                                            dropout_least_squares_claims(),
                                            dropout_penalty_claims(),
                                            fast_dropout_claims(),
                                            stochastic_depth_claims(),
                                            adversary_claims()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

}  // namespace regula::inline REGULA_ABI::theory
