#pragma once

/// Constraints: sets that parameters are kept in, by a projection after each step.

#include <regula/constraint/box.hpp>
#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/non_negative.hpp>
#include <regula/constraint/unit_norm.hpp>
