#pragma once

#include <regula/core/name.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/policy_kinds.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument unless a place selects one of the blocks.
template <class Where>
void require_selects(const Where& where, const std::vector<Block>& blocks, const std::string& policy) {
    bool selects = Where::template has<Role::gradient>;  // every run has one
    std::string names;
    for (const Block& block : blocks)
        if (Where::includes(block.role)) {
            selects = selects || where.selects(block);
            names += (names.empty() ? "" : ", ") + block.name;
        }
    require(selects, policy, ": ", where.text(), " selects no block of this model; ",
            names.empty() ? "it has none there" : "there are: ", names);
}

/// Checks the coefficients of the policies of a run, and that each place selects one of `blocks`. `blocks`
/// must also contain the hidden places and the outputs of the model. Policies that are switched off are
/// skipped. Throws std::invalid_argument.
template <class... Ps>
void check_policies(const std::tuple<Ps...>& policies, const std::vector<Block>& blocks) {
    for_each_policy<PolicyKinds<Ps...>::all>(policies, [&]<class P>(const P& policy, std::size_t) {
        if (!is_on(policy)) return;
        if constexpr (is_placed<P>) {
            validate(at(policy.policy, StepTime{}));
            require_selects(policy.where, blocks, policy_name(at(policy.policy, StepTime{})));
            if constexpr (requires { at(policy.policy, StepTime{}).in(Block{}); })
                for (const Block& block : blocks)
                    if (policy.where.includes(block.role) && policy.where.selects(block))
                        validate(at(policy.policy, StepTime{}).in(block));
        } else {
            validate(at(policy, StepTime{}));
            if constexpr (Coupling<policy_at<P>>) at(policy, StepTime{}).check(blocks);
        }
    });
}

/// The name of the term of each penalty, "L2 on weights", and of each auxiliary loss. A second term of the
/// same name is "L2 on weights (2)". Other policies have an empty name.
template <class... Ps>
std::vector<std::string> term_names(const std::tuple<Ps...>& policies) {
    using Kinds = PolicyKinds<Ps...>;
    std::vector<std::string> names(sizeof...(Ps)), unique = names;
    for_each_policy<Kinds::penalty | Kinds::auxiliary | Kinds::coupling>(
        policies, [&]<class P>(const P& policy, std::size_t number) {
            if (!is_on(policy)) return;
            if constexpr (is_placed<P>)
                names[number] = policy_name(at(policy.policy, StepTime{})) + " on " + policy.where.text();
            else
                names[number] = policy_name(at(policy, StepTime{}));
            const auto count = std::count(names.begin(), names.end(), names[number]);
            unique[number] = count > 1 ? text(names[number], " (", count, ")") : names[number];
        });
    return unique;
}

}  // namespace regula::inline REGULA_ABI
