#pragma once

/// Statements of chapter 7 as experiments, by the sections of the book; examples/run theory_report tries
/// them all.

#include <regula/theory/claims/adversary.hpp>
#include <regula/theory/claims/averaging.hpp>
#include <regula/theory/claims/bootstrap.hpp>
#include <regula/theory/claims/class_rbm.hpp>
#include <regula/theory/claims/constraint.hpp>
#include <regula/theory/claims/contraction.hpp>
#include <regula/theory/claims/convolution.hpp>
#include <regula/theory/claims/decoupled_decay.hpp>
#include <regula/theory/claims/degrees_of_freedom.hpp>
#include <regula/theory/claims/denoising.hpp>
#include <regula/theory/claims/dropout_ensemble.hpp>
#include <regula/theory/claims/dropout_least_squares.hpp>
#include <regula/theory/claims/dropout_penalty.hpp>
#include <regula/theory/claims/early_stopping.hpp>
#include <regula/theory/claims/elastic_net.hpp>
#include <regula/theory/claims/ensemble.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/fast_dropout.hpp>
#include <regula/theory/claims/input_gradient.hpp>
#include <regula/theory/claims/input_noise.hpp>
#include <regula/theory/claims/label_smoothing.hpp>
#include <regula/theory/claims/lasso.hpp>
#include <regula/theory/claims/mixing.hpp>
#include <regula/theory/claims/multitask.hpp>
#include <regula/theory/claims/network_approximation.hpp>
#include <regula/theory/claims/noise_to_second_order.hpp>
#include <regula/theory/claims/prior.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/claims/projection.hpp>
#include <regula/theory/claims/proximal.hpp>
#include <regula/theory/claims/pursuit.hpp>
#include <regula/theory/claims/ridge.hpp>
#include <regula/theory/claims/semi_supervised.hpp>
#include <regula/theory/claims/sharpness.hpp>
#include <regula/theory/claims/stochastic_depth.hpp>
#include <regula/theory/claims/stopping_against_decay.hpp>
#include <regula/theory/claims/tangent_distance.hpp>
#include <regula/theory/claims/tying.hpp>
#include <regula/theory/claims/virtual_adversary.hpp>
#include <regula/theory/claims/weight_decay.hpp>
#include <regula/theory/claims/weight_noise.hpp>
#include <regula/theory/claims/weight_scaling.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The claims of a section of the book.
struct Chapter {
    const char* number;  ///< "7.1"
    const char* title;
    std::vector<Claim> claims;
};

template <class = OnUse>
std::vector<Claim> together(const std::vector<std::vector<Claim>>& groups) {
    std::vector<Claim> all;
    for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
    return all;
}

/// All claims, by the sections of the book.
template <class = OnUse>
std::vector<Chapter> chapters() {
    return {
        {"7.1", "Norm penalties",
         together({weight_decay_claims(), network_approximation_claims(), degrees_of_freedom_claims(),
                   lasso_claims(), elastic_net_claims(), prior_claims(), proximal_claims(),
                   decoupled_decay_claims()})},
        {"7.2", "Penalties as constraints", together({constraint_claims(), projection_claims()})},
        {"7.3", "Under-constrained problems", together({ridge_claims()})},
        {"7.4", "Dataset augmentation",
         together({input_noise_claims(), noise_to_second_order_claims(), mixing_claims()})},
        {"7.5", "Noise on weights and labels", together({weight_noise_claims(), label_smoothing_claims()})},
        {"7.6", "Semi-supervised learning", together({semi_supervised_claims(), class_rbm_claims()})},
        {"7.7", "Multi-task learning", together({multitask_claims()})},
        {"7.8", "Early stopping",
         together({early_stopping_claims(), stopping_against_decay_claims(), averaging_claims(),
                   sharpness_claims()})},
        {"7.9", "Tying and sharing", together({tying_claims(), convolution_claims()})},
        {"7.10", "Sparse representations", together({pursuit_claims()})},
        {"7.11", "Ensembles", together({ensemble_claims(), bootstrap_claims()})},
        {"7.12", "Dropout",
         together({weight_scaling_claims(), dropout_ensemble_claims(), dropout_least_squares_claims(),
                   dropout_penalty_claims(), fast_dropout_claims(), stochastic_depth_claims()})},
        {"7.13", "Adversarial training", together({adversary_claims(), virtual_adversary_claims()})},
        {"7.14", "Tangents and contraction",
         together({input_gradient_claims(), tangent_distance_claims(), contraction_claims(),
                   denoising_claims()})}};
}

/// All claims, in the order of the book.
template <class = OnUse>
std::vector<Claim> claims() {
    std::vector<std::vector<Claim>> all;
    for (const Chapter& chapter : chapters()) all.push_back(chapter.claims);
    return together(all);
}

// The project's own tests and theory_report share claims that are compiled once: .cmake/claims.cmake.
#ifdef REGULA_COMPILED_CLAIMS
REGULA_COMPILED_CLAIMS template std::vector<Claim> weight_decay_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> network_approximation_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> decoupled_decay_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> lasso_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> elastic_net_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> prior_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> constraint_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> projection_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> proximal_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> ridge_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> degrees_of_freedom_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> input_noise_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> noise_to_second_order_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> weight_noise_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> label_smoothing_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> mixing_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> class_rbm_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> multitask_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> semi_supervised_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> early_stopping_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> stopping_against_decay_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> averaging_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> sharpness_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> tying_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> convolution_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> pursuit_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> ensemble_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> bootstrap_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> weight_scaling_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> dropout_ensemble_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> dropout_least_squares_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> dropout_penalty_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> fast_dropout_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> stochastic_depth_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> adversary_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> virtual_adversary_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> input_gradient_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> denoising_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> tangent_distance_claims<OnUse>();
REGULA_COMPILED_CLAIMS template std::vector<Claim> contraction_claims<OnUse>();
REGULA_COMPILED_CLAIMS template NetworkDecay decay_of_network<OnUse>(double);
#endif

}  // namespace regula::inline REGULA_ABI::theory
