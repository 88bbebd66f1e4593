#pragma once

/// What stands between the gradient of a step and the parameters: clipping, learning rates of single
/// blocks, sharpness-aware minimization, averages in time.

#include <regula/update/adaptive_sam.hpp>
#include <regula/update/clip_norm.hpp>
#include <regula/update/clip_value.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/frozen.hpp>
#include <regula/update/learning_rate.hpp>
#include <regula/update/polyak.hpp>
#include <regula/update/sam.hpp>
#include <regula/update/swa.hpp>
