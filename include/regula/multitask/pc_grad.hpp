#pragma once

#include <regula/multitask/balancing.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// Gradient surgery: at the parameters that tasks share, the gradient of each task is projected off the
/// gradients of the tasks that it conflicts with. For the others j of each i, in random order:
///
///     g_i <- g_i - (g_i'g_j / |g_j|^2) g_j     if g_i'g_j < 0;     the step follows sum_i g_i
///
/// g_j are the gradients before any projection. The order is a function of the key of the step. With two
/// tasks neither projected gradient conflicts with the other task. At all other parameters, and without a
/// conflict, this is the sum of the gradients. A step takes a backward pass for each task; penalties of the
/// run are added after the projections.
///
///     MultiTask{nets, "trunk", PCGrad{}, Task{...}, Task{...}}
///
/// Yu, Kumar, Gupta, Levine, Hausman and Finn (2020), "Gradient surgery for multi-task learning", algorithm
/// 1.
struct PCGrad {
    void check() const {}
    double weight(const auto&, Index) const { return 1; }

    /// The projected gradients are combinations of the g_j, so their inner products suffice.
    void combine(const auto& products, std::span<const TaskLoss>, const auto&, auto&&, Key key,
                 auto& shares) const {
        const Index tasks = products.rows();
        shares.setZero();
        for (Index i = 0; i < tasks; ++i) {
            auto own = shares, order = shares;  // of the projected g_i; the tasks in random order
            own.setZero();
            own[i] = 1;
            const Key draws = key[static_cast<std::uint64_t>(i)];
            for (Index k = 0; k < tasks; ++k) order[k] = static_cast<double>(k);
            for (auto k = static_cast<std::uint64_t>(tasks); k > 0; --k) {
                std::swap(order[static_cast<Index>(k - 1)], order[static_cast<Index>(draws.below(k, k))]);
                const auto j = static_cast<Index>(order[static_cast<Index>(k - 1)]);
                const double along = own.dot(products.col(j));
                if (j != i && along < 0 && products(j, j) > 0) own[j] -= along / products(j, j);
            }
            shares += own;
        }
    }
};

static_assert(CombinesGradients<PCGrad>);

}  // namespace regula::inline REGULA_ABI
