#pragma once

#include <regula/core/per_minibatch.hpp>
#include <regula/core/prox_order.hpp>
#include <regula/core/when.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The policy and the roles of an entry in a run's list. A policy of the run as a whole has no role.
template <class P>
struct PolicyTraits {
    using Policy = policy_at<P>;
    template <Role role>
    static constexpr bool at = false;
};
template <class Where, class P>
struct PolicyTraits<Placed<Where, P>> {
    using Policy = policy_at<P>;
    template <Role role>
    static constexpr bool at = Where::template has<role>;
};

/// A set of the policies of a run: bit i is set if the i-th policy belongs to it.
using PolicySet = std::uint64_t;

constexpr PolicySet policy_set(std::initializer_list<bool> members) {
    PolicySet set = 0, bit = 1;
    for (const bool is_member : members) {
        if (is_member) set |= bit;
        bit <<= 1;
    }
    return set;
}

/// The numbers of the policies in a set, in ascending order.
template <PolicySet set>
inline constexpr auto numbers_of = [] {
    std::array<std::size_t, std::popcount(set)> numbers{};
    for (std::size_t number = 0, found = 0; found < numbers.size(); ++number)
        if ((set >> number & 1) != 0) numbers[found++] = number;
    return numbers;
}();

/// Calls act(policy, number) for each policy of a set. The others are not instantiated.
template <PolicySet set>
void for_each_policy(const auto& policies, auto&& act) {
    [&]<std::size_t... k>(std::index_sequence<k...>) {
        (act(std::get<numbers_of<set>[k]>(policies), numbers_of<set>[k]), ...);
    }
    (std::make_index_sequence<std::popcount(set)>{});
}

/// The policies of a run by kind and by role, as sets.
template <class... Ps>
struct PolicyKinds {
    template <class P>
    using Policy = typename PolicyTraits<P>::Policy;

    static constexpr PolicySet all = policy_set({std::is_object_v<Ps>...});
    static constexpr PolicySet noise = policy_set({Noise<Policy<Ps>>...});
    static constexpr PolicySet gate = policy_set({AnyGate<Policy<Ps>>...});
    static constexpr PolicySet gate_of_minibatch = policy_set({GateOfMinibatch<Policy<Ps>>...});
    static constexpr PolicySet penalty = policy_set({Penalty<Policy<Ps>>...});
    static constexpr PolicySet smooth = policy_set({(Penalty<Policy<Ps>> && is_smooth<Policy<Ps>>)...});
    static constexpr PolicySet by_prox =
        policy_set({(ProximalPenalty<Policy<Ps>> && !is_smooth<Policy<Ps>>)...});
    template <ProxOrder order>
    static constexpr PolicySet by_prox_of = by_prox& policy_set({(prox_order_of<Policy<Ps>> == order)...});
    static constexpr PolicySet constraint = policy_set({Constraint<Policy<Ps>>...});
    static constexpr PolicySet decay = policy_set({Decay<Policy<Ps>>...});
    static constexpr PolicySet mixing = policy_set({Mixing<Policy<Ps>>...});
    static constexpr PolicySet auxiliary = policy_set({AuxiliaryLoss<Policy<Ps>>...});
    static constexpr PolicySet coupling = policy_set({Coupling<Policy<Ps>>...});
    static constexpr PolicySet coupling_by_prox = policy_set({couples_by_prox<Policy<Ps>>...});
    static constexpr PolicySet clipping = policy_set({Clipping<Policy<Ps>>...});
    static constexpr PolicySet rate_factor = policy_set({RateFactor<Policy<Ps>>...});
    static constexpr PolicySet ascent = policy_set({Ascent<Policy<Ps>>...});
    static constexpr PolicySet averaging = policy_set({Averaging<Policy<Ps>>...});
    static constexpr PolicySet averaging_of_updates = policy_set({AveragingOfUpdates<Policy<Ps>>...});
    static constexpr PolicySet averaging_of_epochs = policy_set({AveragingOfEpochs<Policy<Ps>>...});
    static constexpr PolicySet stopping = policy_set({Stopping<Ps>...});
    static constexpr PolicySet observer = policy_set({Observer<Ps>...});
    template <Role role>
    static constexpr PolicySet at_role = policy_set({PolicyTraits<Ps>::template at<role>...});
    /// Gates that draw gains first and multiply the units by them. In a branch all gates do so, because its
    /// units share a gain.
    template <Role role>
    static constexpr PolicySet gate_by_gains = policy_set({(Gate<Policy<Ps>> && (!AffineGate<Policy<Ps>> ||
                                                                                 role == Role::branch))...});

    /// The number of noises and gates before a policy in the list. Random streams are numbered by it, so
    /// penalties and constraints in the list do not change the draws.
    static constexpr std::uint64_t random_before(std::size_t number) {
        return static_cast<std::uint64_t>(std::popcount((noise | gate) & ((PolicySet{1} << number) - 1)));
    }
};

}  // namespace regula::inline REGULA_ABI
