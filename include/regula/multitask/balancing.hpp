#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/random.hpp>
#include <regula/multitask/task.hpp>

#include <concepts>
#include <span>

namespace regula::inline REGULA_ABI {

/// A policy that balances the tasks of a MultiTask. It has no state: numbers that change in the course of a
/// run are a block of the model's parameters, `own`, with a row for each task.
///
///     check()                    throws std::invalid_argument for bad coefficients
///     weight(own, t)             the weight of the loss of task t
///
/// A policy with numbers of its own has block(tasks), the block, and initial(), the first value of all its
/// entries.
template <class B>
concept Balancing = requires(const B& policy, const Matrix<double>& own, Index t) {
    policy.check();
    { policy.weight(own, t) } -> std::convertible_to<double>;
};

/// A policy with a block of numbers of its own.
template <class B>
concept HasTaskParameters = Balancing<B> && requires(const B& policy, Index tasks) {
    { policy.block(tasks) } -> std::convertible_to<Block>;
    { policy.initial() } -> std::convertible_to<double>;
};

/// A policy that learns weights by gradient. The objective is sum_t weight(own, t) L_t + offset(own, t).
///
///     offset(own, t)             its own term of the objective, for each task with targets in the minibatch
///     gradient(own, t, L_t)      the derivative of the objective with respect to own_t
template <class B>
concept LearnsWeights = HasTaskParameters<B> &&
    requires(const B& policy, const Matrix<double>& own, Index t) {
    { policy.offset(own, t) } -> std::convertible_to<double>;
    { policy.gradient(own, t, 1.0) } -> std::convertible_to<double>;
};

/// A policy that combines the gradients g_t of the tasks. At the parameters that several tasks share the step
/// follows sum_t shares_t g_t, at the others weight(own, t) g_t.
///
///     combine(products, losses, own, step, key, shares)
///
/// products(s, t) = g_s'g_t at the shared parameters; with `static constexpr bool last_layer = true`, at the
/// weights of the last shared layer only. The policy fills `shares`, and `step` with the change of its own
/// numbers. All draws are functions of the key of the step.
template <class B>
concept CombinesGradients = Balancing<B> &&
    requires(const B& policy, const Eigen::Matrix2d& products, std::span<const TaskLoss> losses,
             const Matrix<double>& own, Matrix<double>& step, Key key, Eigen::Vector2d& shares) {
    policy.combine(products, losses, own, step, key, shares);
};

/// The weights of the tasks as they are given: the objective is sum_t weight_t L_t.
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.7.
struct FixedWeights {
    void check() const {}
    double weight(const auto&, Index) const { return 1; }
};

static_assert(Balancing<FixedWeights>);

}  // namespace regula::inline REGULA_ABI
