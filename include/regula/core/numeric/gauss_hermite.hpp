#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Nodes and weights that turn the mean of a function under N(0, 1) into a sum:     E f(z) = sum_i w_i f(z_i)
struct Quadrature {
    Vector<double> nodes, weights;
};

/// The Gauss-Hermite rule: exact for polynomials of degree below 2 points, and almost exact for smooth
/// functions. Its nodes are the zeros of the Hermite polynomial of degree `points`, scaled to norm 1,
///
///     h_0 = 1,   h_{k+1}(z) = (z h_k - sqrt(k) h_{k-1}) / sqrt(k + 1),   h_n' = sqrt(n) h_{n-1}
///
/// Newton steps find the zeros from the largest down. They leave out the zeros found before (Maehly 1954) and
/// never overshoot.
inline Quadrature gauss_hermite(int points) {
    require(points >= 1 && points <= 200, "gauss_hermite: points must be in 1 ... 200, got ", points);
    const double n = points;
    const auto values = [=](double z) {  // h_n and h_{n-1}
        double before = 0, h = 1;
        for (int k = 0; k < points; ++k)
            before = std::exchange(h, (z * h - std::sqrt(k) * before) / std::sqrt(k + 1));
        return std::pair{h, before};
    };
    Quadrature rule{Vector<double>::Zero(points), Vector<double>::Zero(points)};
    for (Index i = 0; i < points / 2; ++i) {
        // A start above the zero: no zero is above the first one, no two zeros are closer than 1 / sqrt(n).
        double z = i == 0 ? std::sqrt(4 * n + 2) : rule.nodes[i - 1] - 1 / std::sqrt(n);
        for (int step = 0; step < 100; ++step) {
            const auto [h, before] = values(z);
            if (h == 0) break;
            double slope = std::sqrt(n) * before / h;
            for (Index j = 0; j < i; ++j) slope -= 1 / (z - rule.nodes[j]);
            z -= 1 / slope;
            if (std::abs(1 / slope) <= 1e-15 * (1 + std::abs(z))) break;
        }
        rule.nodes[i] = z;
        rule.nodes[points - 1 - i] = -z;
    }
    for (Index i = 0; i < points; ++i) {
        const double before = values(rule.nodes[i]).second;
        rule.weights[i] = 1 / (n * before * before);
    }
    return rule;
}

}  // namespace regula::inline REGULA_ABI
