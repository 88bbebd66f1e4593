#pragma once

#include <regula/core/name.hpp>
#include <regula/penalty/tied_difference.hpp>

namespace regula::inline REGULA_ABI {

/// Soft parameter tying: a penalty on the difference a - b of two blocks, or of several blocks of one model
/// and as many of another, pair by pair in their order.
///
///     fit(net, loss, train, sgd, tie(weights[0], weights[2], L2{0.1}));
///     minimize(nets, f, train, sgd, tie(weights["a.0.weight"], weights["b.0.weight"], L1{0.1}));
///
/// The penalty is any one. With a kink, as of L1, it enters by a proximal step and makes entries exactly
/// equal; a smooth one, as L2, enters the gradient. weighted(L2{a}, v) ties each entry by a strength of its
/// own, and leaves it free where v is 0. transposed(place) ties to the transposes. The run throws
/// std::invalid_argument unless both places select equally many blocks of fitting shapes, none its own
/// partner. Goodfellow, Bengio and Courville, Deep Learning, section 7.9; Lasserre, Bishop and Minka (2006),
/// "Principled hybrids of generative and discriminative models".
template <class A, class B, class P>
constexpr auto tie(A first, B second, P penalty) {
    static_assert(Penalty<P>, "regula: tie(place, place, penalty) needs a penalty, such as L2{0.1}");
    constexpr bool of_parameters = requires {
        requires(A::template has<Role::weight> || A::template has<Role::bias>);
    };
    static_assert(of_parameters && A::template within<B> && B::template within<A>,
                  "regula: tie(place, place, penalty) needs two places of the same kind: weights, biases or "
                  "parameters");
    return TiedDifference<A, B, P>{std::move(first), std::move(second), std::move(penalty)};
}

template <class A, class B, class P>
std::string policy_name(const TiedDifference<A, B, P>& tie) {
    return policy_name(tie.penalty) + " on " + tie.first.text() + " - " + tie.second.text();
}

}  // namespace regula::inline REGULA_ABI
