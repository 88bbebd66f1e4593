#pragma once

#include <regula/optimize/adam.hpp>

namespace regula::inline REGULA_ABI {

/// AdamW: Adam with a decay of the weights that bypasses its scaling.
///
///     w <- (1 - rate weight_decay) w - the step of Adam
///
/// The decay acts on weights, not on biases. Its fixed point is not the minimum of J + L2; see
/// theory/decoupled.hpp. The defaults are those of PyTorch.
///
/// Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
struct AdamW {
    double learning_rate = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0.01;
    Schedule schedule = {};  ///< multiplies the learning rate, and with it the decay
    int epochs = 10;
    Index batch_size = 32;
    std::uint64_t seed = 1;  ///< of the order of the samples, and of all noise and gates
    int threads = 1;         ///< results have the same bits for any number

    void check() const { check_adam(*this, "AdamW"); }
    int memories() const { return 2; }
    /// The policy that the optimizer adds to those of a run.
    ShrinkWeights policy() const { return {weight_decay}; }
    void step(auto&& w, const auto& g, const auto& memory, double rate, Index t) const {
        adam_step(*this, w, g, memory, rate, t);
    }
    void prox_step(double rate, const auto& memory, Index t, auto& steps) const {
        adam_prox_step(*this, rate, memory, t, steps);
    }
};

static_assert(Optimizer<AdamW>);

}  // namespace regula::inline REGULA_ABI
