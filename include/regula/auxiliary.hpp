#pragma once

/// Auxiliary losses: losses that a step adds to its own from more passes through the model.

#include <regula/auxiliary/input_gradient_penalty.hpp>
