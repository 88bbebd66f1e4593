#pragma once

#include <regula/core/abi.hpp>

namespace regula::inline REGULA_ABI {

/// How bounds on the inputs of a layer, without draws, become bounds on its outputs
/// (adversarial/interval_pass.hpp, adversarial/linear_bounds.hpp).
///
///     unknown      no bounds
///     affine       y = A(theta) x + b(theta). The tangent of the layer is A, and A(|theta|) = |A(theta)|.
///     monotone     no output falls if an input rises; there are no parameters
///     sigmoidal    monotone, acts on each unit; on an interval the slope is least at one of the ends
///     convex       monotone, acts on each unit, convex
enum class Relaxation { unknown, affine, monotone, sigmoidal, convex };

}  // namespace regula::inline REGULA_ABI
