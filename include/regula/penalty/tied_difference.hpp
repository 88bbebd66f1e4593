#pragma once

#include <regula/core/on.hpp>
#include <regula/penalty/tied_pairs.hpp>

namespace regula::inline REGULA_ABI {

/// The coupling that tie(...) makes: a penalty on the differences of pairs of blocks.
template <class A, class B, Penalty P>
struct TiedDifference {
    static constexpr bool by_prox = ProximalPenalty<P> && !is_smooth<P>;
    A first;
    B second;
    P penalty;

    void check() const { validate(penalty); }
    void check(const std::vector<Block>& blocks) const { require_pairs(first, second, blocks); }
    template <class Scalar>
    double value(const Parameters<Scalar>& theta) const {
        double sum = 0;
        for_each_tied_pair(first, second, theta.blocks(), [&](const Block& a, const Block& b) {
            sum += static_cast<double>(penalty.value(Matrix<Scalar>{theta[a] - theta[b]}));
        });
        return sum;
    }
    template <class Scalar>
    void add_gradient(const Parameters<Scalar>& theta, Parameters<Scalar>& g,
                      Parameters<Scalar>& scratch) const {
        for_each_tied_pair(first, second, theta.blocks(), [&](const Block& a, const Block& b) {
            auto difference = scratch[a], slope = scratch[b];
            difference = theta[a] - theta[b];
            penalty.add_gradient(difference, slope.setZero());
            g[a] += slope;
            g[b] -= slope;
        });
    }
    /// With steps s of a and t of b:     a - s q,  b + t q,  q = (d - prox_{s + t}(d)) / (s + t),  d = a - b
    template <class Scalar>
    void prox(Parameters<Scalar>& theta, const auto& steps, Parameters<Scalar>& scratch) const {
        for_each_tied_pair(first, second, theta.blocks(), [&](const Block& a, const Block& b) {
            auto difference = scratch[a], left = scratch[b];
            difference = left = theta[a] - theta[b];
            if constexpr (requires { steps[a]; }) {
                static_assert(ElementwiseProx<P>,
                              "regula: tie: the optimizer has a step for each entry, and the "
                              "penalty's prox takes one; use subgradient(...), or Sgd");
                const auto s = steps[a], t = steps[b];
                penalty.prox(left, s + t);
                theta[a].array() -= s.array() / (s + t).array() * (difference - left).array();
                theta[b].array() += t.array() / (s + t).array() * (difference - left).array();
            } else {
                penalty.prox(left, 2 * steps);
                theta[a] -= Scalar(0.5) * (difference - left);
                theta[b] += Scalar(0.5) * (difference - left);
            }
        });
    }
};

}  // namespace regula::inline REGULA_ABI
