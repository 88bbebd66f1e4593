#pragma once

#include <regula/core/numeric/descending.hpp>
#include <regula/core/prox_order.hpp>
#include <regula/penalty/sorted.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// SLOPE, the sorted L1 norm: larger weights have larger costs, so some become zero and some equal.
///
///     value       a sum_k lambda_k |w|_(k)                 |w|_(1) >= |w|_(2) >= ... the sorted sizes
///     gradient    a lambda_k sign(w_i), k the rank of |w_i|                  (a subgradient)
///     prox        the descending sizes >= 0 nearest to |w|_(k) - t a lambda_k, with the signs of w
///     conjugate   0 where |y|_(1) + ... + |y|_(k) <= a (lambda_1 + ... + lambda_k) for all k, else infinity
///
/// `lambda` descends, with one for each entry of a block; std::invalid_argument refuses another block. All
/// verbs sort and allocate. Bogdan, van den Berg, Sabatti, Su and Candes (2015), "SLOPE - adaptive variable
/// selection via convex optimization".
struct Slope {
    double strength;
    Vector<double> lambda;
    static constexpr auto prox_order = ProxOrder::norms;

    void check() const {
        require(strength >= 0, "Slope: strength must be >= 0, got ", strength);
        for (Index k = 0; k < lambda.size(); ++k)
            require(lambda(k) >= 0 && lambda(k) <= lambda(std::max<Index>(k - 1, 0)),
                    "Slope: lambda must be descending and >= 0, got ", lambda(k), " at ", k);
    }

    double value(const auto& w) const { return check(), strength * lambda.dot(ranked(w).sizes); }
    void add_gradient(const auto& w, auto&& g) const {
        check();
        const auto at = ranked(w).entries;
        g.reshaped()(at) += strength * signed_as(w.reshaped()(at), lambda);
    }
    void prox(auto&& w, double step) const {
        check();
        const auto [sizes, at] = ranked(w);
        auto entries = w.reshaped()(at);
        entries = signed_as(entries, descending(sizes - step * strength * lambda, 0));
    }
    double conjugate(const auto& y) const {
        check();
        Vector<double> excess = ranked(y).sizes - strength * lambda;
        for (Index k = 1; k < excess.size(); ++k) excess(k) += excess(k - 1);
        return (excess.array() <= 0).all() ? 0 : std::numeric_limits<double>::infinity();
    }

    Sorted ranked(const auto& w) const {
        require(w.size() == lambda.size(), "Slope: expected ", lambda.size(), " entries, got ", w.size());
        return sorted(w);
    }
};

static_assert(ProximalPenalty<Slope> && !ElementwiseProx<Slope>);

}  // namespace regula::inline REGULA_ABI
