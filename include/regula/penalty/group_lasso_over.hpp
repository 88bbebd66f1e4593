#pragma once

#include <regula/penalty/l2_norm.hpp>
#include <regula/penalty/partition.hpp>

namespace regula::inline REGULA_ABI {

/// The group lasso over any disjoint groups of the entries of a block: each becomes exactly zero as a whole.
///
///     value       a sum_k s_k |w_k|                     w_k the entries of group k, s_k = 1
///     gradient    a s_k w_k / |w_k|                     (a subgradient: 0 where w_k = 0)
///     prox        w_k max(0, 1 - t a s_k / |w_k|)       (the block soft threshold)
///
/// `groups` is made of a matrix of ints, the number of each entry's group; entries in none are not penalised.
/// `scale_by_size` puts s_k to the root of the size of the group. The verbs throw std::invalid_argument where
/// they meet a block of another shape. Yuan and Lin (2006), "Model selection and estimation in regression
/// with grouped variables".
struct GroupLassoOver {
    double strength;
    Partition groups;
    bool scale_by_size = false;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const { require(strength >= 0, "GroupLassoOver: strength must be >= 0, got ", strength); }

    double value(const auto& w) const {
        check();
        double sum = 0;
        for_each_group(w, [&](const L2Norm& norm, const auto& of) { sum += norm.value(of(w)); });
        return sum;
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        for_each_group(w, [&](const L2Norm& norm, const auto& of) {
            auto slope = of(g);
            norm.add_gradient(of(w), slope);
        });
    }

    void prox(auto&& w, double step) const {
        check();
        for_each_group(w, [&](const L2Norm& norm, const auto& of) {
            auto group = of(w);
            norm.prox(group, step);
        });
    }

    /// Calls act(norm, of) for each group with its norm, and a function to its entries in a matrix.
    void for_each_group(const auto& w, const auto& act) const {
        groups.for_each("GroupLassoOver", w, [&](double size, const auto& of) {
            act(L2Norm{scale_by_size ? strength * std::sqrt(size) : strength}, of);
        });
    }
};

static_assert(ProximalPenalty<GroupLassoOver> && !ElementwiseProx<GroupLassoOver>);

}  // namespace regula::inline REGULA_ABI
