#pragma once

#include <regula/core/prox_order.hpp>

namespace regula::inline REGULA_ABI {

/// The sum of two penalties:     L1{a} + L2{b}
/// In a run each part enters in its own way: L1 by its proximal step, L2 by its gradient. The sum has a prox
/// where one step after the other gives it exactly (prox_composes): L1{a} + TotalVariation{b}.
template <Penalty A, Penalty B>
struct Sum {
    A a;
    B b;

    double value(const auto& w) const { return a.value(w) + b.value(w); }

    void add_gradient(const auto& w, auto&& g) const {
        a.add_gradient(w, g);
        b.add_gradient(w, g);
    }

    void prox(auto&& w, double step) const requires prox_composes<A, B> {
        if constexpr (prox_order_of<A> <= prox_order_of<B>) {
            a.prox(w, step);
            b.prox(w, step);
        } else {
            b.prox(w, step);
            a.prox(w, step);
        }
    }
};

/// The sum of two penalties, see Sum.
template <Penalty A, Penalty B>
constexpr auto operator+(A a, B b) {
    return Sum<A, B>{std::move(a), std::move(b)};
}

template <class P>
inline constexpr bool is_sum = false;
template <class A, class B>
inline constexpr bool is_sum<Sum<A, B>> = true;

template <class A, class B>
void validate(const Sum<A, B>& sum) {
    validate(sum.a);
    validate(sum.b);
}

}  // namespace regula::inline REGULA_ABI
