#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The proximal step of a penalty on a - b, with one step for all entries:
///
///     a - q,  b + q,    q = (d - prox_{2 step}(d)) / 2,   d = a - b
///
/// `q` and `rest` are memory of the shape of a. Where the prox leaves nothing of d, both entries become the
/// same number, not the same up to rounding.
template <class Scalar>
void tied_step(const auto& penalty, auto&& a, auto&& b, Scalar step, auto& q, auto& rest) {
    q = rest = a - b;
    penalty.prox(rest, 2 * step);
    q = 0.5 * (q - rest);
    a -= q;
    b = (rest.array() == 0).select(a, b + q);
}

/// The same with steps s of a and t of b for each entry:
///
///     a - s q,  b + t q,    q = (d - prox_{s + t}(d)) / (s + t), 0 where both steps are 0
template <class S, class T, class Scalar = typename S::Scalar>
void tied_step(const auto& penalty, auto&& a, auto&& b, const Eigen::MatrixBase<S>& s,
               const Eigen::MatrixBase<T>& t, auto& q, auto& rest) {
    static_assert(
        ElementwiseProx<std::remove_cvref_t<decltype(penalty)>>,
        "regula: tie: the optimizer has a step for each entry, and the penalty's prox takes one; use "
        "subgradient(...), or Sgd");
    q = rest = a - b;
    penalty.prox(rest, s + t);
    q = ((s + t).array() > 0).select((q - rest).cwiseQuotient(s + t), Scalar{0});
    a -= s.cwiseProduct(q);
    b = (rest.array() == 0).select(a, b + t.cwiseProduct(q));
}

}  // namespace regula::inline REGULA_ABI
