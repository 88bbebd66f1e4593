#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/policy_checks.hpp>
#include <regula/core/run_watches.hpp>

#include <bit>
#include <span>

namespace regula::inline REGULA_ABI {

/// Multiplies a matrix or a gradient by the gains of a place: one per entry, or a row with one per sample.
void multiply_by_gain(auto& x, const auto& gain) {
    if (gain.rows() == x.rows())
        x.array() *= gain.array();
    else
        x.array().rowwise() *= gain.row(0).array();
}

/// The policies of one run, with a function for each part of a training step. A part without policies
/// compiles to nothing. Policies act in the order in which the user wrote them, except that noise precedes
/// gates, and that proximal steps take the order of ProxOrder.
template <class... Ps>
class Pipeline {
    using Kinds = PolicyKinds<Ps...>;
    static constexpr PolicySet random = Kinds::noise | Kinds::gate;

    static_assert(sizeof...(Ps) <= 64, "regula: a run takes 64 policies at most");
    static_assert(std::popcount(Kinds::ascent) <= 1,
                  "regula: a run takes one ascent, Sam or another; of two the second would need the "
                  "gradient where the first has gone");
    static_assert(
        std::popcount(Kinds::averaging) <= 1,
        "regula: a run takes one average in time, Polyak, Ema, Swa or MeanTeacher: the model can have one "
        "only");

public:
    explicit Pipeline(std::tuple<Ps...> policies) : policies_{std::move(policies)} {}

    static constexpr std::size_t size = sizeof...(Ps);

    /// Whether policies of a kind act on a role: a compile-time constant.
    template <Role role>
    static constexpr bool gates = (Kinds::template at_role<role> & Kinds::gate) != 0;
    template <Role role>
    static constexpr bool disturbs = (Kinds::template at_role<role> & random) != 0;
    template <Role role>
    static constexpr bool penalizes = (Kinds::template at_role<role> & Kinds::penalty) != 0;
    /// Whether a gate on a role draws once for all samples.
    template <Role role>
    static constexpr bool drops_units = (Kinds::template at_role<role> & Kinds::gate_of_minibatch) != 0;
    /// Whether a policy is a penalty that on parameters enters by its proximal step.
    static constexpr bool takes_prox(std::size_t number) {
        return ((Kinds::by_prox | Kinds::coupling_by_prox) >> number & 1) != 0;
    }
    static constexpr bool couples = Kinds::coupling != 0;
    static constexpr bool couples_by_prox = Kinds::coupling_by_prox != 0;
    static constexpr bool adds_losses = Kinds::auxiliary != 0;
    static constexpr bool uses_unlabelled = (takes_unlabelled<policy_at<Ps>> || ...);
    static constexpr bool clips = Kinds::clipping != 0;
    static constexpr bool scales_rates = Kinds::rate_factor != 0;
    static constexpr bool ascends = Kinds::ascent != 0;
    static constexpr bool averages = Kinds::averaging != 0;
    static constexpr bool averages_updates = Kinds::averaging_of_updates != 0;
    /// Whether all policies are noise or gates and none is on the targets, so that a prediction can apply
    /// them.
    static constexpr bool disturbs_predictions =
        (random & ~Kinds::template at_role<Role::target>) == Kinds::all;

    /// The same for one block: noise or gates, gates, penalties. It is known only at run time, because places
    /// select blocks.
    template <Role role>
    bool disturbs_at(Slot<role> slot) const {
        return any_at<random>(slot);
    }
    template <Role role>
    bool gates_at(Slot<role> slot) const {
        return any_at<Kinds::gate>(slot);
    }
    template <Role role>
    bool penalizes_at(Slot<role> slot) const {
        return any_at<Kinds::penalty>(slot);
    }
    template <Role role>
    bool drops_units_at(Slot<role> slot) const {
        return any_at<Kinds::gate_of_minibatch>(slot);
    }
    /// Whether a policy needs the units of each sample, as all do except gates of the minibatch.
    template <Role role>
    bool looks_at_samples(Slot<role> slot) const {
        return any_at<~Kinds::gate_of_minibatch>(slot);
    }

    /// Throws std::invalid_argument for bad coefficients, and for a place that selects none of `blocks`.
    void check(const std::vector<Block>& blocks) const { check_policies(policies_, blocks); }
    /// The names of the terms of the objective, one per policy; empty for policies that add no term.
    std::vector<std::string> names() const { return term_names(policies_); }

    /// Applies noise to x, then gates. The gains of several gates multiply; `gain` keeps them for the
    /// backward pass. Each entry has its own gain; in a branch all units of a sample share one.
    template <Role role>
    void disturb(Slot<role> slot, auto& x, auto& gain, const StepTime& now) const {
        for_each_at<Kinds::noise>(slot, now, [&]<class P>(const P& policy, std::size_t number) {
            policy.perturb(x, key<P>(now, slot.block, number));
        });
        if constexpr (gates<role>)
            if (gates_at(slot)) apply_gates(slot, x, gain, now);
    }

    /// Propagates a gradient back through disturb.
    template <Role role>
    void take_back([[maybe_unused]] Slot<role> slot, const auto& gain, auto& dx) const {
        if constexpr (gates<role>)
            if (gates_at(slot)) multiply_by_gain(dx, gain);
    }

    /// Draws the gains of the gates of the minibatch for the units of a block, in a column. disturb draws the
    /// same gains.
    template <Role role>
    void draw_for_minibatch(Slot<role> slot, auto& gain, const StepTime& now) const {
        gain.setOnes();
        for_each_at<Kinds::gate_of_minibatch>(slot, now, [&]<class P>(const P& policy, std::size_t number) {
            policy.gate(gain, key<P>(now, slot.block, number));
        });
    }

    /// Whether the run mixes samples. It then needs targets in place of labels.
    bool mixes_now() const { return any_on<Kinds::mixing>(); }

    /// Whether auxiliary losses are switched on.
    bool adds_losses_now() const { return any_on<Kinds::auxiliary>(); }

    /// Whether the run changes targets, by mixing or by policies on them.
    bool changes_targets() const {
        const Block targets_of_run = target_block();
        return mixes_now() || disturbs_at(Slot<Role::target>{targets_of_run});
    }

    /// Mixes the samples of a minibatch.
    void mix(auto& x, auto& t, const StepTime& now) const {
        std::uint64_t number = 0;  // its own, so that mixing does not change the draws of noise and gates
        for_each<Kinds::mixing>([&](const auto& policy, std::size_t) {
            const Key key = now.key.stream("mixing")[number++];
            if (is_on(policy)) at(policy, now).mix(x, t, key);
        });
    }

    /// Adds the auxiliary losses of a step to a pass of the model f, and the loss of each policy to its entry
    /// of `terms`.
    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch, const StepTime& now,
                    std::span<double> terms) const {
        for_each<Kinds::auxiliary>([&](const auto& policy, std::size_t number) {
            terms[number] += pass.apart([&] {
                if constexpr (takes_unlabelled<std::remove_cvref_t<decltype(at(policy, now))>>)
                    at(policy, now).add_losses(pass, f, loss, batch);
                else
                    at(policy, now).add_losses(pass, f, loss, labelled_part_of(batch));
            });
        });
    }

    /// The weight of the step's own loss: the product of the loss_weight() of auxiliary losses, 1 by default.
    double loss_weight(const StepTime& now) const {
        double weight = 1;
        for_each<Kinds::auxiliary>([&](const auto& policy, std::size_t) {
            if constexpr (requires { at(policy, now).loss_weight(); })
                weight *= at(policy, now).loss_weight();
        });
        return weight;
    }

    /// Adds the values of the penalties on a matrix, times `share`, to their entries of `values`.
    template <Role role>
    void add_values(Slot<role> slot, const auto& w, const StepTime& now, std::span<double> values,
                    double share = 1) const {
        for_each_at<Kinds::penalty>(slot, now, [&](const auto& policy, std::size_t number) {
            values[number] += share * static_cast<double>(policy.value(w));
        });
    }

    /// Adds the gradients of the penalties that enter by the gradient: all penalties on hidden units and
    /// outputs; on parameters those that are smooth or have no prox.
    template <Role role>
    void add_gradient(Slot<role> slot, const auto& w, auto& g, const StepTime& now) const {
        constexpr bool of_units = role == Role::hidden || role == Role::output;
        for_each_at<of_units ? Kinds::penalty : Kinds::smooth>(
            slot, now, [&](const auto& policy, std::size_t) { policy.add_gradient(w, g); });
    }

    /// Adds the values of the couplings to their entries of `values`.
    template <class Scalar>
    void add_coupling_values(const Parameters<Scalar>& theta, const StepTime& now,
                             std::span<double> values) const {
        for_each<Kinds::coupling>(
            [&](const auto& policy, std::size_t number) { values[number] += at(policy, now).value(theta); });
    }
    /// Adds the gradients of the couplings that enter by the gradient.
    template <class Scalar>
    void add_coupling_gradient(const Parameters<Scalar>& theta, Parameters<Scalar>& g,
                               Parameters<Scalar>& scratch, const StepTime& now) const {
        for_each<Kinds::coupling & ~Kinds::coupling_by_prox>(
            [&](const auto& policy, std::size_t) { at(policy, now).add_gradient(theta, g, scratch); });
    }
    /// Takes the proximal steps of the other couplings, after the step of the optimizer and before the
    /// proximal steps of single blocks. `steps` is a number, or Parameters of one for each entry.
    template <class Scalar>
    void couple(Parameters<Scalar>& theta, const auto& steps, Parameters<Scalar>& scratch,
                const StepTime& now) const {
        for_each<Kinds::coupling_by_prox>(
            [&](const auto& policy, std::size_t) { at(policy, now).prox(theta, steps, scratch); });
    }

    /// The factor of the learning rate of a block: the product of its policies, 1 by default, 0 if it is
    /// frozen.
    template <Role role>
    double rate_factor(Slot<role> slot, const StepTime& now) const {
        double factor = 1;
        for_each_at<Kinds::rate_factor>(
            slot, now, [&](const auto& policy, std::size_t) { factor *= policy.rate_factor(); });
        return factor;
    }

    void clip(auto& gradient, const StepTime& now) const {
        for_each<Kinds::clipping>([&](const auto& policy, std::size_t) { at(policy, now).clip(gradient); });
    }

    /// Moves w to the point at which the step takes its gradient. Returns whether w moved.
    bool ascend(auto& w, const auto& gradient, const StepTime& now) const {
        bool moved = false;
        for_each<Kinds::ascent>(
            [&](const auto& policy, std::size_t) { moved = at(policy, now).ascend(w, gradient); });
        return moved;
    }

    /// Decays w before the step, at the parameters where the gradient was taken; `rate` is the learning rate.
    /// So without momentum a decoupled penalty has exactly the same effect as in the gradient.
    template <Role role>
    void decay(Slot<role> slot, auto& w, double rate, const StepTime& now) const {
        for_each_at<Kinds::decay>(slot, now, [&](const auto& policy, std::size_t) { policy.decay(w, rate); });
    }

    /// Takes the proximal steps after the step of the optimizer, then projects. `prox_step()` returns the
    /// total distance that one gradient moves a weight: a number, or a matrix with one per weight.
    template <Role role>
    void prox_and_project(Slot<role> slot, auto& w, const auto& prox_step, const StepTime& now) const {
        take_proxes<ProxOrder::differences>(slot, w, prox_step, now);
        take_proxes<ProxOrder::soft_thresholds>(slot, w, prox_step, now);
        take_proxes<ProxOrder::norms>(slot, w, prox_step, now);
        for_each_at<Kinds::constraint>(slot, now,
                                       [&](const auto& policy, std::size_t) { policy.project(w); });
    }

    /// Whether a policy of the run averages parameters in time and is switched on; the name of that policy.
    bool averages_now() const { return any_on<Kinds::averaging>(); }
    std::string averaging_name() const {
        std::string name;
        for_each<Kinds::averaging>(
            [&](const auto& policy, std::size_t) { name = policy_name(at(policy, StepTime{})); });
        return name;
    }

    /// The share of the parameters in their mean in time, after update t = 1, 2, ...; after an epoch.
    double share_of_update(Index t, const StepTime& now) const {
        double share = 0;
        for_each<Kinds::averaging_of_updates>(
            [&](const auto& policy, std::size_t) { share = at(policy, now).share_of_update(t); });
        return share;
    }
    double share_of_epoch(int epoch, const StepTime& now) const {
        double share = 0;
        for_each<Kinds::averaging_of_epochs>(
            [&](const auto& policy, std::size_t) { share = at(policy, now).share_of_epoch(epoch); });
        return share;
    }
    /// Whether the parameters at the start of a run count in the mean. They do not if the first share is 1.
    bool mean_counts_found() const {
        return share_of_update(1, StepTime{}) != 1 && share_of_epoch(1, StepTime{}) != 1;
    }

    /// Calls act(watch, name) for each stopping policy, and act(function) for each observer. All watches and
    /// functions are new for this run.
    void start(const auto& theta, const Record& record, auto&& act) const {
        start_watches(policies_, theta, record, act);
    }
    void observe(int epochs, auto&& act) const { start_observers(policies_, epochs, act); }

private:
    /// The labelled samples of a minibatch; a batch that knows no labels as it is.
    static const auto& labelled_part_of(const auto& batch) {
        if constexpr (requires { labelled(batch); })
            return labelled(batch);
        else
            return batch;
    }

    template <Role role>
    void apply_gates(Slot<role> slot, auto& x, auto& gain, const StepTime& now) const {
        constexpr PolicySet by_gains = Kinds::template gate_by_gains<role>;
        gain.resize(role == Role::branch ? 1 : x.rows(), x.cols());
        gain.setOnes();
        if (any_at<by_gains>(slot)) {
            for_each_at<by_gains>(slot, now, [&]<class P>(const P& policy, std::size_t number) {
                policy.gate(gain, key<P>(now, slot.block, number));
            });
            multiply_by_gain(x, gain);
        }
        for_each_at<Kinds::gate & ~by_gains>(slot, now, [&]<class P>(const P& policy, std::size_t number) {
            policy.gate(x, gain, key<P>(now, slot.block, number));
        });
    }

    template <ProxOrder order, Role role>
    void take_proxes(Slot<role> slot, auto& w, const auto& prox_step, const StepTime& now) const {
        constexpr PolicySet of_order = Kinds::template by_prox_of<order>;
        if constexpr ((of_order & Kinds::template at_role<role>) != 0)
            for_each_at<of_order>(
                slot, now, [&](const auto& policy, std::size_t) { take_prox(policy, w, prox_step()); });
    }

    static void take_prox(const auto& policy, auto& w, const auto& prox_step) {
        constexpr bool one_step = std::is_convertible_v<decltype(prox_step), double>;
        static_assert(one_step || ElementwiseProx<std::remove_cvref_t<decltype(policy)>>,
                      "regula: this penalty's prox takes one step for all weights, but the optimizer has a "
                      "step for each; "
                      "use subgradient(...), or Sgd");
        policy.prox(w, prox_step);
    }

    /// The key of a random policy at a block: a function of its number among the random policies, of the
    /// role, and of the block. The key counts samples from `now.first`, so a sample gets the same draws in a
    /// part of its minibatch.
    template <class P>
    static Key key(const StepTime& now, const Block& block, std::size_t number) {
        const bool of_parameters = block.role == Role::weight || block.role == Role::bias;
        const Index place = of_parameters ? block.offset : block.layer;
        const Key drawn = now.key[Kinds::random_before(number)][static_cast<std::uint64_t>(block.role)]
                                 [static_cast<std::uint64_t>(place)];
        return GateOfMinibatch<P> ? drawn : drawn.from(static_cast<std::uint64_t>(now.first));
    }

    /// The policy for a block. If its coefficients depend on the block, its verb in(block) returns it.
    static decltype(auto) in(const auto& policy, [[maybe_unused]] const Block& block) {
        if constexpr (requires { policy.in(block); })
            return policy.in(block);
        else
            return (policy);
    }

    template <PolicySet set>
    void for_each(auto&& act) const {
        for_each_policy<set>(policies_, act);
    }
    template <PolicySet kind, Role role>
    void for_each_at(Slot<role> slot, const StepTime& now, auto&& act) const {
        for_each<kind & Kinds::template at_role<role>>([&](const auto& placed, std::size_t number) {
            if (placed.where.selects(slot.block)) act(in(at(placed.policy, now), slot.block), number);
        });
    }
    template <PolicySet kind, Role role>
    bool any_at(Slot<role> slot) const {
        bool any = false;
        for_each<kind & Kinds::template at_role<role>>(
            [&](const auto& placed, std::size_t) { any = any || placed.where.selects(slot.block); });
        return any;
    }
    template <PolicySet kind>
    bool any_on() const {
        bool any = false;
        for_each<kind>([&](const auto& policy, std::size_t) { any = any || is_on(policy); });
        return any;
    }

    [[no_unique_address]] std::tuple<Ps...> policies_;
};

/// The pipeline of a list of policies, placed or bare.
template <class... Ps>
auto pipeline(Ps... policies) {
    return Pipeline{std::tuple_cat(parts(placed(std::move(policies)))...)};
}

}  // namespace regula::inline REGULA_ABI
