#pragma once

#include <regula/constraint/multiplier.hpp>

namespace regula::inline REGULA_ABI {

/// constrained(L1{1}, 3): a convex penalty with a prox as a limit: its value is at most the limit.
///
///     set         Omega(w) <= limit
///     project     w  <-  prox(w, t)     t the multiplier, such that Omega(w) = limit if it was above
///
/// constrained(L1{1}, r) is L1Ball{r}, constrained(L2{1}, r r / 2) is L2Ball{r}. In double; allocates copies.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.2; Parikh and Boyd
/// (2014), "Proximal algorithms", section 6.6.2.
template <class P>
struct Constrained {
    static constexpr bool across_units = true;
    P penalty;
    double limit;

    void check() const {
        validate(penalty);
        require(limit >= 0, "constrained: limit must be >= 0, got ", limit);
    }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const double t = multiplier(penalty, limit, w);
        if (t == 0) return;
        Matrix<double> u = w.template cast<double>();
        penalty.prox(u, t);
        w = u.template cast<Scalar>();
    }
};

/// A penalty as a constraint, see Constrained.
template <class P>
constexpr auto constrained(P penalty, double limit) {
    static_assert(ProximalPenalty<P>,
                  "regula: constrained(penalty, limit) needs a penalty with prox(w, step)");
    static_assert(Convex<P>,
                  "regula: constrained(penalty, limit) needs a convex penalty; this one says it is not");
    return Constrained<P>{std::move(penalty), limit};
}

}  // namespace regula::inline REGULA_ABI
