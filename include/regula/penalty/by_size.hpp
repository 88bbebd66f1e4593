#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The verbs of a penalty sum_i phi(|w_i|), made of functions of one size |w_i| in double, so that a formula
/// with roots and logarithms is written once and for every precision. Nothing is allocated.
///
///     value_by_size(w, phi)              sum_i phi(|w_i|)
double value_by_size(const auto& w, auto&& phi) {
    double sum = 0;
    for (Index j = 0; j < w.cols(); ++j)
        for (Index i = 0; i < w.rows(); ++i) sum += phi(std::abs(static_cast<double>(w.coeff(i, j))));
    return sum;
}

///     add_gradient_by_size(w, g, slope)  g_i += sign(w_i) slope(|w_i|),     0 where w_i = 0
void add_gradient_by_size(const auto& w, auto& g, auto&& slope) {
    using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
    for (Index j = 0; j < w.cols(); ++j)
        for (Index i = 0; i < w.rows(); ++i) {
            const auto entry = static_cast<double>(w.coeff(i, j));
            if (entry == 0) continue;
            const double size = slope(std::abs(entry));
            g.coeffRef(i, j) += static_cast<Scalar>(entry < 0 ? -size : size);
        }
}

///     prox_by_size(w, steps, nearest)    w_i <- sign(w_i) nearest(|w_i|, t_i),     the steps t one number, or
///                                        a matrix with one for each entry; nearest must return NaN for NaN
template <class Steps>
void prox_by_size(auto& w, const Steps& steps, auto&& nearest) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    const auto step = [&]([[maybe_unused]] Index i, [[maybe_unused]] Index j) {
        if constexpr (std::is_arithmetic_v<Steps>)
            return static_cast<double>(steps);
        else
            return static_cast<double>(steps.derived().coeff(i, j));
    };
    for (Index j = 0; j < w.cols(); ++j)
        for (Index i = 0; i < w.rows(); ++i) {
            const auto entry = static_cast<double>(w.coeff(i, j));
            const double size = nearest(std::abs(entry), step(i, j));
            w.coeffRef(i, j) = static_cast<Scalar>(entry < 0 ? -size : size);
        }
}

}  // namespace regula::inline REGULA_ABI
