#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// The order in which a run takes the proximal steps of several penalties on a block: those of differences of
/// entries, soft thresholds, those of norms. Each is declared by the penalty,
///
///     static constexpr auto prox_order = ProxOrder::norms;
///
/// and one that declares none comes with the soft thresholds, in the order written. Only a penalty whose step
/// is a soft threshold, sign(w) max(|w| - t a_i, 0), declares to be one: other penalties on single entries do
/// not. In this order the steps of a soft threshold and of one more declared penalty make the step of their
/// sum, exactly:
///
///     prox of TotalVariation + L1      that of TotalVariation, then that of L1
///     prox of L1 + a norm              that of L1, then that of the norm
///
/// for every norm that depends on the sizes of the entries alone and grows with each: of groups, L_infinity,
/// Slope, Oscar. Friedman, Hastie, Hoefling and Tibshirani (2007), "Pathwise coordinate optimization"; Yu
/// (2013), "On decomposing the proximal map".
enum class ProxOrder { differences, soft_thresholds, norms };

/// A penalty that declares its place in this order.
template <class P>
concept HasProxOrder = ProximalPenalty<P> && requires {
    { P::prox_order } -> std::convertible_to<ProxOrder>;
};

/// The place of a penalty.
template <class P>
inline constexpr ProxOrder prox_order_of = ProxOrder::soft_thresholds;
template <HasProxOrder P>
inline constexpr ProxOrder prox_order_of<P> = P::prox_order;

/// Whether the proximal step of a sum is that of one penalty after that of the other.
template <class A, class B>
inline constexpr bool prox_composes = false;
template <HasProxOrder A, HasProxOrder B>
inline constexpr bool prox_composes<A, B> =
    A::prox_order == ProxOrder::soft_thresholds || B::prox_order == ProxOrder::soft_thresholds;

}  // namespace regula::inline REGULA_ABI
