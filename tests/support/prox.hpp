#pragma once

#include <regula/core/policy.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "support/catch.hpp"
#include "support/drawn.hpp"

namespace regula::test {

/// One term of a penalty by its definition, phi(u), in long double.
using Definition = std::function<long double(long double)>;

/// A minimum of (u - w)^2 / 2 + t phi(u).
struct Minimum {
    long double at, cost;
};

/// All minima between 0 and w, the lowest first; an even, increasing phi has no others. They are the low
/// points of a dense grid, refined by golden section.
inline std::vector<Minimum> minima(const Definition& phi, long double w, long double t) {
    const auto cost = [&](long double u) { return (u - w) * (u - w) / 2 + t * phi(u); };
    constexpr std::size_t cells = 3000;
    std::vector<Minimum> grid, found;
    for (std::size_t k = 0; k <= cells; ++k) {  // denser near 0, where the kinks are
        const long double u = w * std::pow(1.0L * k / cells, 3.0L);
        grid.push_back({u, cost(u)});
    }
    for (std::size_t k = 0; k <= cells; ++k) {
        const auto &low = grid[k], &left = grid[std::max<std::size_t>(k, 1) - 1],
                   &right = grid[std::min(k + 1, cells)];
        if (left.cost < low.cost || right.cost < low.cost) continue;
        long double a = left.at, b = right.at;
        for (int step = 0; step < 120; ++step) {
            const long double cut = (3 - std::sqrt(5.0L)) / 2 * (b - a);
            if (cost(a + cut) <= cost(b - cut))
                b -= cut;
            else
                a += cut;
        }
        const Minimum inner{(a + b) / 2, cost((a + b) / 2)};
        found.push_back(inner.cost < low.cost ? inner : low);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
    return found;
}

/// Compares the prox of an elementwise penalty with its definition, at each w and -w and each step. The prox
/// is never higher than the lowest minimum, and is in the same place if no other is as low. The prox in float
/// is the same, and the value is that of the definition.
template <class P>
void try_prox(const P& penalty, const Definition& phi, const std::vector<double>& ws,
              const std::vector<double>& ts) {
    double highest = 0, farthest = 0, rounded = 0, misvalued = 0;
    int unique = 0;
    for (const double size : ws)
        for (const double w : {size, -size})
            for (const double t : ts) {
                Eigen::Matrix<double, 1, 1> u{w};
                penalty.prox(u, t);
                const auto all = minima(phi, w, t);
                const long double off = u(0) - static_cast<long double>(w),
                                  cost = off * off / 2 + t * phi(u(0));
                const auto excess = static_cast<double>(cost - all[0].cost);
                const double unit = std::max(1.0, std::abs(w));
                highest = std::max(highest, excess / std::max(1.0, static_cast<double>(cost)));
                INFO("w = " << w << ", t = " << t << ", prox " << u(0) << ", minimum "
                            << static_cast<double>(all[0].at));
                const bool alone = std::all_of(all.begin() + 1, all.end(), [&](const Minimum& other) {
                    return std::abs(other.at - all[0].at) <= 1e-8L || other.cost > all[0].cost + 1e-10L;
                });
                if (alone) {
                    ++unique;
                    const double error = std::abs(static_cast<double>(u(0) - all[0].at)) / unit;
                    if (error > 1e-8) CHECK(error <= 1e-8);
                    farthest = std::max(farthest, error);
                }
                Eigen::Matrix<float, 1, 1> single{static_cast<float>(w)};
                Eigen::Matrix<double, 1, 1> same{static_cast<double>(single(0))};
                misvalued =
                    std::max(misvalued, std::abs(penalty.value(same) - static_cast<double>(phi(same(0)))));
                penalty.prox(single, t);
                penalty.prox(same, t);
                rounded = std::max(rounded, std::abs(static_cast<double>(single(0)) - same(0)) / unit);
            }
    CAPTURE(highest, farthest, rounded, misvalued, unique);
    CHECK(highest <= 1e-12);
    CHECK(farthest <= 1e-8);
    CHECK(rounded <= 1e-6);
    CHECK(misvalued <= 1e-12);
    CHECK(unique > 0);
}

/// Checks that two elementwise penalties are equal in value, gradient, and prox with a step for each entry,
/// at a point where the prox makes some entries zero and leaves others.
void compare_verbs(const auto& one, const auto& other) {
    const Matrix<double> w = 3 * drawn(1, 5, 4), steps = drawn(2, 5, 4).cwiseAbs();
    Matrix<double> g = 0 * w, slope = g, u = w, v = w;
    CHECK(std::abs(one.value(w) - other.value(w)) <= 1e-13);
    one.add_gradient(w, g);
    other.add_gradient(w, slope);
    CHECK((g - slope).norm() <= 1e-13);
    one.prox(u, steps);
    other.prox(v, steps);
    CHECK((u - v).norm() <= 1e-13);
    CHECK((u.array() == 0).any());
    CHECK((u.array() == 0).cast<int>().sum() < 10);
}

}  // namespace regula::test
