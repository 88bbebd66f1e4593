#pragma once

#include <regula/constraint/max_norm.hpp>
#include <regula/core/error.hpp>
#include <regula/penalty/elastic_net.hpp>

/// The kernel_regularizers and kernel_constraints of Keras. Its kernels are inputs x units, as weights are
/// here.
///
/// Keras adds a regularizer to its mean loss. Its cross-entropies are those of this library; its mean squared
/// error of k outputs is 2/k times SquaredError. `loss_scale` is this factor: the strengths are divided by
/// it.
namespace regula::inline REGULA_ABI::keras {

/// The factor of the loss "mean_squared_error" over SquaredError.
inline double mean_squared_error(Index width) {
    require(width >= 1, "keras::mean_squared_error: outputs must be >= 1, got ", width);
    return 2 / static_cast<double>(width);
}

inline void require_scale(double loss_scale) {
    require(loss_scale > 0, "keras: loss_scale must be > 0, got ", loss_scale);
}

/// regularizers.L1(l1):     l1 sum |w|
inline L1 l1(double l1 = 0.01, double loss_scale = 1) {
    require_scale(loss_scale);
    require(l1 >= 0, "keras::l1: l1 must be >= 0, got ", l1);
    return {l1 / loss_scale};
}

/// regularizers.L2(l2):     l2 sum w^2        without the 1/2, so that the strength is twice l2
inline L2 l2(double l2 = 0.01, double loss_scale = 1) {
    require_scale(loss_scale);
    require(l2 >= 0, "keras::l2: l2 must be >= 0, got ", l2);
    return {2 * l2 / loss_scale};
}

/// regularizers.L1L2(l1, l2):     l1 sum |w| + l2 sum w^2
inline ElasticNet l1_l2(double l1 = 0.01, double l2 = 0.01, double loss_scale = 1) {
    const double a = keras::l1(l1, loss_scale).strength, b = keras::l2(l2, loss_scale).strength;
    return {.strength = a + b, .l1_ratio = a + b > 0 ? a / (a + b) : 1};
}

/// constraints.MaxNorm(max_value, axis = 0): the incoming weights of each unit. (Keras divides by the length
/// plus 1e-7, and ends that little below.) Another axis is another constraint, and is refused.
inline MaxNorm max_norm(double max_value = 2, int axis = 0) {
    require(axis == 0, "keras::max_norm: axis must be 0, the incoming weights of each unit, got ", axis);
    require(max_value >= 0, "keras::max_norm: max_value must be >= 0, got ", max_value);
    return {max_value};
}

}  // namespace regula::inline REGULA_ABI::keras
