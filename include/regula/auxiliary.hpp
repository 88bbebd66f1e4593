#pragma once

/// Auxiliary losses: what a step adds to its loss that needs more passes through the model.

#include <regula/auxiliary/input_gradient_penalty.hpp>
