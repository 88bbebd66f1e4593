#pragma once

/// Noise: what corrupts inputs, targets, hidden units, weights or gradients while training.

#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/gradient_noise.hpp>
#include <regula/noise/label_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/noise/label_transition.hpp>
#include <regula/noise/masking_noise.hpp>
#include <regula/noise/salt_and_pepper.hpp>
#include <regula/noise/uniform_noise.hpp>
