#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Calls act(i, j) for the row and column of each entry, in the order in which matrices are stored.
void for_each_entry(const auto& w, auto&& act) {
    for (Index j = 0; j < w.cols(); ++j)
        for (Index i = 0; i < w.rows(); ++i) act(i, j);
}

/// The sum of term(i, j) over all entries, in double.
double sum_over_entries(const auto& w, auto&& term) {
    double sum = 0;
    for_each_entry(w, [&](Index i, Index j) { sum += term(i, j); });
    return sum;
}

// The verbs of a penalty sum_i phi(|w_i|), made of functions of one size |w_i| in double, so that a formula
// with roots and logarithms is written once and for every precision. They allocate nothing.

/// sum_i phi(|w_i|)
double value_by_size(const auto& w, auto&& phi) {
    return sum_over_entries(
        w, [&](Index i, Index j) { return phi(std::abs(static_cast<double>(w.coeff(i, j)))); });
}

/// g_i += sign(w_i) slope(|w_i|), and nothing where w_i = 0
void add_gradient_by_size(const auto& w, auto& g, auto&& slope) {
    using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
    for_each_entry(w, [&](Index i, Index j) {
        const auto entry = static_cast<double>(w.coeff(i, j));
        if (entry == 0) return;
        const double size = slope(std::abs(entry));
        g.coeffRef(i, j) += static_cast<Scalar>(entry < 0 ? -size : size);
    });
}

/// w_i <- sign(w_i) nearest(|w_i|, t_i), the steps t one number, or a matrix with one for each entry. A NaN
/// reaches nearest, which must return it.
template <class Steps>
void prox_by_size(auto& w, const Steps& steps, auto&& nearest) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    const auto step = [&]([[maybe_unused]] Index i, [[maybe_unused]] Index j) {
        if constexpr (std::is_arithmetic_v<Steps>)
            return static_cast<double>(steps);
        else
            return static_cast<double>(steps.derived().coeff(i, j));
    };
    for_each_entry(w, [&](Index i, Index j) {
        const auto entry = static_cast<double>(w.coeff(i, j));
        const double size = nearest(std::abs(entry), step(i, j));
        w.coeffRef(i, j) = static_cast<Scalar>(entry < 0 ? -size : size);
    });
}

}  // namespace regula::inline REGULA_ABI
