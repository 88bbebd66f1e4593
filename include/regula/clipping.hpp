#pragma once

/// Clipping: bounds on the gradient of all parameters, before the step.

#include <regula/clipping/clip_norm.hpp>
#include <regula/clipping/clip_value.hpp>
