#pragma once

/// How to predict with a network that was trained with random policies: one pass without them (predict), the
/// mean of random passes, all of them, and what lies between.

#include <regula/inference/belief.hpp>
#include <regula/inference/every_mask.hpp>
#include <regula/inference/inference_gap.hpp>
#include <regula/inference/masks.hpp>
#include <regula/inference/monte_carlo.hpp>
#include <regula/inference/running_mean.hpp>
