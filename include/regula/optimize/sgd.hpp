#pragma once

#include <regula/optimize/optimizer.hpp>

namespace regula::inline REGULA_ABI {

/// Stochastic gradient descent, with momentum m:
///
///     v <- m v - rate g,   w <- w + v             Nesterov's:   w <- w + m v - rate g  with the new v
///
/// Goodfellow, Bengio and Courville, Deep Learning, sections 8.3.1 to 8.3.3.
struct Sgd {
    double learning_rate = 0.01;
    double momentum = 0;
    bool nesterov = false;
    Schedule schedule = {};  ///< multiplies the learning rate
    int epochs = 10;
    Index batch_size = 32;
    std::uint64_t seed = 1;  ///< of the order of the samples, and of all noise and gates
    int threads = 1;         ///< results have the same bits for any number

    void check() const {
        check_settings(*this, "Sgd");
        require(momentum >= 0 && momentum < 1, "Sgd: momentum must be in [0, 1), got ", momentum);
        require(!nesterov || momentum > 0, "Sgd: nesterov needs momentum > 0");
    }

    int memories() const { return momentum > 0 ? 1 : 0; }

    void step(auto&& w, const auto& g, const auto& memory, double rate, Index) const {
        if (momentum == 0) {
            w -= rate * g;
            return;
        }
        auto v = memory(0);
        v = momentum * v - rate * g;
        if (nesterov)
            w += momentum * v - rate * g;
        else
            w += v;
    }

    /// With momentum, one gradient moves the weights by rate (1 + m + m^2 + ...) in all. With this step the
    /// prox and the gradient balance at the minimum of J + Omega.
    double prox_step(double rate) const { return rate / (1 - momentum); }
};

static_assert(Optimizer<Sgd>);

}  // namespace regula::inline REGULA_ABI
