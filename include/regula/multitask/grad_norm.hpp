#pragma once

#include <regula/multitask/balancing.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Balances how fast the tasks of a MultiTask train: tasks with a fast falling loss get smaller gradients.
///
///     G_t = w_t |g_t|,     g_t the gradient of L_t at the last shared weights
///     r_t = l_t / mean l,     l_t = L_t / L_t(0)
///     w_t <- w_t - learning_rate sign(G_t - r_t^alpha mean G) |g_t|,     then scaled to the sum of 1 a task
///
/// That is a gradient step on sum_t |G_t - r_t^alpha mean G| with constant targets r_t^alpha mean G. The step
/// of the parameters follows sum_t w_t g_t with the weights before their change, from 1. A large alpha
/// balances the rates of training strongly, 0 makes the G_t equal; 0.12 to 1.5 are usual. A minibatch without
/// targets of a task leaves its weight, as far as the sum allows. Before they are scaled to the sum, weights
/// are at least 0.01, so that no task is lost for good.
///
/// A step takes a backward pass for each task. w_t - 1 and L_t(0) are statistics of the model, the block
/// "GradNorm.weights" (tasks x 2): checkpoints contain them, and no policy acts on them.
///
/// Chen, Badrinarayanan, Lee and Rabinovich (2018), "GradNorm: gradient normalization for adaptive loss
/// balancing in deep multitask networks", algorithm 1.
struct GradNorm {
    double alpha = 1.5;
    double learning_rate = 0.025;

    static constexpr bool last_layer = true;
    static constexpr double lowest = 0.01;

    void check() const {
        require(alpha >= 0, "GradNorm: alpha must be >= 0, got ", alpha);
        require(learning_rate >= 0, "GradNorm: learning_rate must be >= 0, got ", learning_rate);
    }

    Block block(Index tasks) const {
        return {.role = Role::statistic, .name = "GradNorm.weights", .rows = tasks, .cols = 2};
    }
    double initial() const { return 0; }
    double weight(const auto& own, Index t) const { return 1 + static_cast<double>(own(t, 0)); }

    void combine(const auto& products, std::span<const TaskLoss> losses, const auto& own, auto&& step, Key,
                 auto& shares) const {
        using Scalar = typename std::remove_cvref_t<decltype(step)>::Scalar;
        const Index tasks = products.rows();
        auto norm = shares, rate = shares, next = shares;
        double observed = 0, mean_rate = 0, mean_norm = 0;
        for (Index t = 0; t < tasks; ++t) {
            shares[t] = next[t] = weight(own, t);
            const TaskLoss& loss = losses[static_cast<std::size_t>(t)];
            if (!loss.observed()) continue;
            const double before = static_cast<double>(own(t, 1)), first = before > 0 ? before : loss.value;
            step(t, 1) = static_cast<Scalar>(first - before);
            norm[t] = std::sqrt(std::max(0.0, products(t, t)));
            rate[t] = first > 0 ? loss.value / first : 1;
            ++observed, mean_rate += rate[t], mean_norm += shares[t] * norm[t];
        }
        for (Index t = 0; t < tasks; ++t) {
            if (!losses[static_cast<std::size_t>(t)].observed() || mean_rate <= 0) continue;
            const double target = mean_norm / observed * std::pow(rate[t] / (mean_rate / observed), alpha);
            const double apart = shares[t] * norm[t] - target;
            next[t] = std::max(lowest, next[t] - learning_rate * ((apart > 0) - (apart < 0)) * norm[t]);
        }
        next *= static_cast<double>(tasks) / next.sum();
        for (Index t = 0; t < tasks; ++t) step(t, 0) = static_cast<Scalar>(next[t] - shares[t]);
    }
};

static_assert(HasTaskParameters<GradNorm> && CombinesGradients<GradNorm>);

}  // namespace regula::inline REGULA_ABI
