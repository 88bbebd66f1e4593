#pragma once

/// Auxiliary losses: losses that a step adds to its own from more passes through the model.

#include <regula/auxiliary/consistency.hpp>
#include <regula/auxiliary/entropy_minimization.hpp>
#include <regula/auxiliary/fix_match.hpp>
#include <regula/auxiliary/input_gradient_penalty.hpp>
#include <regula/auxiliary/mean_teacher.hpp>
#include <regula/auxiliary/pseudo_label.hpp>
