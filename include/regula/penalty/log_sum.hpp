#pragma once

#include <regula/penalty/by_size.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The log-sum penalty: nearer to a count of weights than L1, the more so the smaller e is.
///
///     value       a sum_i log(1 + |w_i| / e)
///     gradient    a sign(w) / (e + |w|)               (a subgradient: 0 where w = 0)
///     prox        0, or sign(w) u with the larger root u of  u^2 + (e - |w|) u + t a - e |w| = 0,  whichever
///                 costs less
///
/// e is `epsilon`. Not convex; reweighted L1 minimises it step by step.
/// Candes, Wakin and Boyd (2008), "Enhancing sparsity by reweighted l1 minimization".
struct LogSum {
    static constexpr bool convex = false;
    double strength;
    double epsilon = 1;

    void check() const {
        require(strength >= 0, "LogSum: strength must be >= 0, got ", strength);
        require(epsilon > 0, "LogSum: epsilon must be > 0, got ", epsilon);
    }

    double value(const auto& w) const {
        check();
        return value_by_size(w, [this](double size) { return strength * std::log1p(size / epsilon); });
    }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        add_gradient_by_size(w, g, [this](double size) { return strength / (epsilon + size); });
    }

    void prox(auto&& w, const auto& steps) const {
        check();
        prox_by_size(w, steps, [this](double size, double step) {
            const double unit = std::max(size, epsilon);  // in these units no square overflows
            const double y = size / unit, e = epsilon / unit, price = step * strength / unit / unit;
            const double least = 2 * std::sqrt(price), b = y - e, c = e * y - price;
            if (y + e < least) return 0.0;
            const double root = std::sqrt((y + e - least) * (y + e + least));
            const double u = b < 0 ? 2 * c / (root - b) : (root + b) / 2;  // without cancellation
            const double gain = u * (y - u / 2) - price * std::log1p(u / e);
            return u <= 0 || gain < 0 ? 0.0 : unit * u;
        });
    }
};

static_assert(ElementwiseProx<LogSum>);

}  // namespace regula::inline REGULA_ABI
