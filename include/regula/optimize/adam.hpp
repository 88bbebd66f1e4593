#pragma once

#include <regula/optimize/optimizer.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Decay of all weights apart from the gradient:     w <- w - step * strength * w
struct ShrinkWeights {
    double strength;
    void decay(auto& w, double step) const {
        if (strength > 0) w = (1 - step * strength) * w;
    }
};

/// Adam, and AdamW where weight_decay > 0:
///
///     m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2
///     w <- (1 - rate weight_decay) w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
///
/// The decay is decoupled from the gradient, and of weights, not of biases: it does not minimise J + L2.
///
/// Kingma and Ba (2015), "Adam"; Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
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

    void check() const {
        check_settings(*this, "Adam");
        require(beta1 >= 0 && beta1 < 1, "Adam: beta1 must be in [0, 1), got ", beta1);
        require(beta2 >= 0 && beta2 < 1, "Adam: beta2 must be in [0, 1), got ", beta2);
        require(epsilon > 0, "Adam: epsilon must be > 0, got ", epsilon);
        require(weight_decay >= 0, "Adam: weight_decay must be >= 0, got ", weight_decay);
    }

    int memories() const { return 2; }

    /// What the optimizer adds to the policies of a run.
    ShrinkWeights policy() const { return {weight_decay}; }

    void step(auto&& w, const auto& g, const auto& memory, double rate, Index t) const {
        auto m = memory(0);
        auto v = memory(1);
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g.cwiseAbs2();
        const double scale = rate / (1 - std::pow(beta1, static_cast<double>(t)));
        w.array() -= scale * m.array() / (spread(t) * v.array().sqrt() + epsilon);
    }

    /// One gradient moves each weight by a distance of its own.
    void reach(double rate, const auto& memory, Index t, auto& scratch) const {
        scratch.array() = rate / (spread(t) * memory(1).array().sqrt() + epsilon);
    }

    /// What undoes the bias of v at update t: 1 / sqrt(1 - b2^t).
    double spread(Index t) const { return 1 / std::sqrt(1 - std::pow(beta2, static_cast<double>(t))); }
};

static_assert(Optimizer<Adam>);

}  // namespace regula::inline REGULA_ABI
