#pragma once

/// Noise: what corrupts inputs, targets, hidden units or weights while training.

#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/label_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
