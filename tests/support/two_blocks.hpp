#pragma once

#include <regula/core/parameters.hpp>

namespace regula::test {

/// Weights and biases of two units.
inline Parameters<double> two_blocks() {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    theta.vector() << 1, -2, 3, 0.5, -1, 2;
    return theta;
}

/// J = 1/2 |theta|^2
inline const auto half_square = [](const auto& at, auto& g) {
    g.vector() = at.vector();
    return 0.5 * static_cast<double>(at.vector().squaredNorm());
};

}  // namespace regula::test
