#pragma once

#include <regula/augment/neighbours.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/random/beta.hpp>

namespace regula::inline REGULA_ABI {

/// Mixup: each sample of a minibatch becomes a point on the way to another one, and so does its target.
///
///     mix     x_j <- s_j x_j + (1 - s_j) x_k,   t_j <- s_j t_j + (1 - s_j) t_k,   s_j by Beta(alpha, alpha)
///
/// k is a neighbour of j in the random order of the minibatch. Small alpha > 0 leave most samples nearly
/// unchanged or swap them, 1 draws s uniformly; 0.1 to 0.4 are usual, 8 to 32 for data with many wrong
/// labels. Zhang, Cisse, Dauphin and Lopez-Paz (2018), "mixup: beyond empirical risk minimization".
struct Mixup {
    double alpha = 0.2;

    void check() const { require(alpha > 0, "Mixup: alpha must be > 0, got ", alpha); }

    void mix(auto&& x, auto&& t, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        for_neighbours(x.cols(), [&](Index first, Index columns) {
            std::array<Scalar, 3> share{};
            for (Index k = 0; k < columns; ++k)
                share[static_cast<std::size_t>(k)] =
                    static_cast<Scalar>(beta_draw(key, static_cast<std::uint64_t>(first + k), alpha, alpha));
            const auto mixed = [&](Index, Index k, Scalar own, Scalar other) {
                return other + share[static_cast<std::size_t>(k)] * (own - other);
            };
            mix_rows(x, first, columns, mixed);
            mix_rows(t, first, columns, mixed);
        });
    }
};

static_assert(Mixing<Mixup>);

}  // namespace regula::inline REGULA_ABI
