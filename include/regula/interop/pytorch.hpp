#pragma once

#include <regula/core/error.hpp>
#include <regula/core/on.hpp>
#include <regula/penalty/l2.hpp>

/// The weight_decay of PyTorch's optimizers. It is of all parameters that the optimizer was given, biases
/// included; where the biases were left out (in a parameter group of their own), take `.policy` alone.
///
/// The losses nn.CrossEntropyLoss and nn.BCEWithLogitsLoss (of one output) are ours; nn.MSELoss of k outputs
/// is 2/k times SquaredError: `loss_scale`, by which an L2 is divided, and the learning rate multiplied.
namespace regula::inline REGULA_ABI::pytorch {

/// SGD(weight_decay) and Adam(weight_decay):     g <- g + weight_decay w
inline auto weight_decay(double weight_decay, double loss_scale = 1) {
    require(weight_decay >= 0, "pytorch::weight_decay: weight_decay must be >= 0, got ", weight_decay);
    require(loss_scale > 0, "pytorch::weight_decay: loss_scale must be > 0, got ", loss_scale);
    return on(parameters, L2{weight_decay / loss_scale});
}

/// AdamW(weight_decay):     w <- w - lr weight_decay w        before the step, apart from the gradient. lr is
/// the learning rate with its schedule. For Adam{.learning_rate = lr}; the loss may have any scale.
inline auto adamw(double weight_decay = 0.01) {
    require(weight_decay >= 0, "pytorch::adamw: weight_decay must be >= 0, got ", weight_decay);
    return on(parameters, decoupled(L2{weight_decay}));
}

}  // namespace regula::inline REGULA_ABI::pytorch
