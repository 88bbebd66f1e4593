#pragma once

/// Adversarial examples: attacks on models, training against them, certificates of robustness.

#include <regula/adversarial/adversarial_training.hpp>
#include <regula/adversarial/attack.hpp>
#include <regula/adversarial/auto_pgd.hpp>
#include <regula/adversarial/back_substitution.hpp>
#include <regula/adversarial/ball_steps.hpp>
#include <regula/adversarial/certified_error.hpp>
#include <regula/adversarial/divergence.hpp>
#include <regula/adversarial/dual_norm.hpp>
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/interval_bounds.hpp>
#include <regula/adversarial/interval_pass.hpp>
#include <regula/adversarial/interval_pass_backward.hpp>
#include <regula/adversarial/interval_pass_forward.hpp>
#include <regula/adversarial/interval_training.hpp>
#include <regula/adversarial/linear_bounds.hpp>
#include <regula/adversarial/margin.hpp>
#include <regula/adversarial/masked_network.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/project_in_range.hpp>
#include <regula/adversarial/random_perturbation.hpp>
#include <regula/adversarial/randomized_smoothing.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/adversarial/threat.hpp>
#include <regula/adversarial/trades.hpp>
#include <regula/adversarial/victim.hpp>
#include <regula/adversarial/virtual_adversarial.hpp>
#include <regula/adversarial/virtual_adversary.hpp>
#include <regula/adversarial/worst_case.hpp>
