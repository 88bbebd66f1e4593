#pragma once

#include <regula/core/numeric/descending.hpp>
#include <regula/core/policy.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// Isotonic weights: along its inputs, the weights of each unit never fall, as the values of an isotonic
/// regression. With `falling` they never rise.
///
///     project     w_j  <-  argmin_u |u - w_j|^2 over u_1 <= u_2 <= ...         for every column w_j
///
/// Neighbours that fall are pooled at their mean, in linear time. Allocates. Barlow, Bartholomew, Bremner and
/// Brunk (1972), "Statistical inference under order restrictions".
struct Isotonic {
    bool falling = false;

    void project(auto&& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        constexpr double none = -std::numeric_limits<double>::infinity();
        for (auto unit : w.colwise()) {
            const Vector<double> before = unit.template cast<double>();
            if (falling)
                unit = descending(before, none).template cast<Scalar>();
            else
                unit = -descending(-before, none).template cast<Scalar>();
        }
    }
};

static_assert(Constraint<Isotonic>);

}  // namespace regula::inline REGULA_ABI
