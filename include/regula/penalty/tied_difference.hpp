#pragma once

#include <regula/core/on.hpp>
#include <regula/penalty/tied_pairs.hpp>
#include <regula/penalty/tied_step.hpp>

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
            const Matrix<Scalar> difference = taken_by<A>(theta[a]) - taken_by<B>(theta[b]);
            sum += static_cast<double>(penalty.value(difference));
        });
        return sum;
    }
    template <class Scalar>
    void add_gradient(const Parameters<Scalar>& theta, Parameters<Scalar>& g,
                      Parameters<Scalar>& scratch) const {
        for_each_tied_pair(first, second, theta.blocks(), [&](const Block& a, const Block& b) {
            auto difference = memory_for<A>(scratch, a), slope = memory_for<B>(scratch, b);
            difference = taken_by<A>(theta[a]) - taken_by<B>(theta[b]);
            penalty.add_gradient(difference, slope.setZero());
            taken_by<A>(g[a]) += slope;
            taken_by<B>(g[b]) -= slope;
        });
    }
    template <class Scalar>
    void prox(Parameters<Scalar>& theta, const auto& steps, Parameters<Scalar>& scratch) const {
        for_each_tied_pair(first, second, theta.blocks(), [&](const Block& a, const Block& b) {
            auto q = memory_for<A>(scratch, a), rest = memory_for<B>(scratch, b);
            if constexpr (requires { steps[a]; })
                tied_step(penalty, taken_by<A>(theta[a]), taken_by<B>(theta[b]), taken_by<A>(steps[a]),
                          taken_by<B>(steps[b]), q, rest);
            else
                tied_step(penalty, taken_by<A>(theta[a]), taken_by<B>(theta[b]), steps, q, rest);
        });
    }
};

}  // namespace regula::inline REGULA_ABI
