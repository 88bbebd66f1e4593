#pragma once

/// Prediction with a network that was trained with random policies: one pass without them (predict), the mean
/// of random passes, the mean over all masks, a comparison of these, and noise and gates integrated out.

#include <regula/inference/belief.hpp>
#include <regula/inference/class_probabilities.hpp>
#include <regula/inference/every_mask.hpp>
#include <regula/inference/expected_loss.hpp>
#include <regula/inference/expected_softmax.hpp>
#include <regula/inference/fast_dropout.hpp>
#include <regula/inference/fast_dropout_model.hpp>
#include <regula/inference/inference_gap.hpp>
#include <regula/inference/masks.hpp>
#include <regula/inference/moments_pass.hpp>
#include <regula/inference/monte_carlo.hpp>
#include <regula/inference/running_mean.hpp>
#include <regula/inference/spreads.hpp>
