#pragma once

/// Constraints: sets that parameters are kept in, by a projection after each step. Those that decompose
/// matrices are included by name: affine_set, psd_cone, rank, spectral_norm, spectral_radius, stiefel.

#include <regula/constraint/box.hpp>
#include <regula/constraint/constrained.hpp>
#include <regula/constraint/distance.hpp>
#include <regula/constraint/half_space.hpp>
#include <regula/constraint/intersect.hpp>
#include <regula/constraint/isotonic.hpp>
#include <regula/constraint/l0_ball.hpp>
#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/l_infinity_ball.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/constraint/min_max_norm.hpp>
#include <regula/constraint/multiplier.hpp>
#include <regula/constraint/non_negative.hpp>
#include <regula/constraint/second_order_cone.hpp>
#include <regula/constraint/simplex.hpp>
#include <regula/constraint/threshold.hpp>
#include <regula/constraint/unit_norm.hpp>
