#pragma once

#include <regula/model/classes.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// The margin by which another class exceeds class c at outputs y of a sample; g becomes its gradient:
///
///     max_{i != c} y_i - y_c
///
/// One output y is the score of class 1 beside a 0 for class 0.
double class_margin(const auto& y, Index c, auto&& g) {
    g.setZero();
    if (y.size() == 1) {
        g(0) = c == 0 ? 1 : -1;
        return static_cast<double>(g(0) * y(0));
    }
    Index other = c == 0 ? 1 : 0;
    for (Index i = 0; i < y.size(); ++i)
        if (i != c && y(i) > y(other)) other = i;
    g(other) = 1, g(c) = -1;
    return static_cast<double>(y(other) - y(c));
}

/// The margin divided by the distance of the largest and the third largest output, and its gradient. Needs
/// three classes. The value is 0, with gradient 0, if these outputs are equal.
double class_margin_ratio(const auto& y, Index c, auto&& g) {
    require(y.size() >= 3, "class_margin_ratio: needs k >= 3 classes, got ", y.size());
    Index order[3] = {0, 1, 2};
    const auto falls = [&](Index a, Index b) { return y(a) > y(b); };
    std::sort(order, order + 3, falls);
    for (Index i = 3; i < y.size(); ++i)
        if (falls(i, order[2])) order[2] = i, std::sort(order, order + 3, falls);
    const double distance = static_cast<double>(y(order[0]) - y(order[2])), m = class_margin(y, c, g);
    if (!(distance > 0)) return g.setZero(), 0;
    using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
    g *= static_cast<Scalar>(1 / distance);
    g(order[0]) -= static_cast<Scalar>(m / (distance * distance));
    g(order[2]) += static_cast<Scalar>(m / (distance * distance));
    return m / distance;
}

}  // namespace regula::inline REGULA_ABI
