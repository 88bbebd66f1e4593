#pragma once

#include <regula/optimize/optimizer.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Decay of all weights, decoupled from the gradient:     w <- w - step * strength * w
struct ShrinkWeights {
    double strength;
    void decay(auto& w, double step) const {
        if (strength > 0) w = (1 - step * strength) * w;
    }
};

/// The factor that undoes the bias of v at update t: 1 / sqrt(1 - b2^t).
double adam_spread(const auto& adam, Index t) {
    return 1 / std::sqrt(1 - std::pow(adam.beta2, static_cast<double>(t)));
}

/// The common step of Adam and AdamW.
void adam_step(const auto& adam, auto&& w, const auto& g, const auto& memory, double rate, Index t) {
    auto m = memory(0);
    auto v = memory(1);
    m = adam.beta1 * m + (1 - adam.beta1) * g;
    v = adam.beta2 * v + (1 - adam.beta2) * g.cwiseAbs2();
    const double scale = rate / (1 - std::pow(adam.beta1, static_cast<double>(t)));
    w.array() -= scale * m.array() / (adam_spread(adam, t) * v.array().sqrt() + adam.epsilon);
}

/// The total distance by which one gradient moves each weight.
void adam_prox_step(const auto& adam, double rate, const auto& memory, Index t, auto& steps) {
    steps.array() = rate / (adam_spread(adam, t) * memory(1).array().sqrt() + adam.epsilon);
}

/// Throws std::invalid_argument unless all settings are valid.
void check_adam(const auto& adam, const char* name) {
    check_settings(adam, name);
    require(adam.beta1 >= 0 && adam.beta1 < 1, name, ": beta1 must be in [0, 1), got ", adam.beta1);
    require(adam.beta2 >= 0 && adam.beta2 < 1, name, ": beta2 must be in [0, 1), got ", adam.beta2);
    require(adam.epsilon > 0, name, ": epsilon must be > 0, got ", adam.epsilon);
    require(adam.weight_decay >= 0, name, ": weight_decay must be >= 0, got ", adam.weight_decay);
}

/// Adam:
///
///     m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2
///     w <- (1 - rate weight_decay) w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
///
/// The decay is decoupled from the gradient, as in AdamW. The policy L2{a} acts through the gradient instead.
///
/// Kingma and Ba (2015), "Adam: a method for stochastic optimization".
struct Adam {
    double learning_rate = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;
    Schedule schedule = {};  ///< multiplies the learning rate
    int epochs = 10;
    Index batch_size = 32;
    std::uint64_t seed = 1;  ///< of the order of the samples, and of all noise and gates
    int threads = 1;         ///< results have the same bits for any number

    void check() const { check_adam(*this, "Adam"); }
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

static_assert(Optimizer<Adam>);

}  // namespace regula::inline REGULA_ABI
