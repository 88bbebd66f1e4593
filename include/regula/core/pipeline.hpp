#pragma once

#include <regula/core/name.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/core/when.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace regula::inline REGULA_ABI {

/// Multiplies a matrix, or a gradient, by the gains of a place: one an entry, or a row of one a sample.
void multiply_by_gain(auto& x, const auto& gain) {
    if (gain.rows() == x.rows())
        x.array() *= gain.array();
    else
        x.array().rowwise() *= gain.row(0).array();
}

/// What a placed policy is, and where; a policy of the run as a whole has no place.
template <class P>
struct Seat {
    using Subject = policy_at<P>;
    template <Role role>
    static constexpr bool at = false;
};
template <class Where, class P>
struct Seat<Placed<Where, P>> {
    using Subject = policy_at<P>;
    template <Role role>
    static constexpr bool at = Where::template has<role>;
};

/// The policies of one run, asked at each moment of a step. A moment that concerns no policy compiles to
/// nothing. Within a moment policies act in the order in which they were written, except that noise precedes
/// gates.
template <class... Ps>
class Pipeline {
    /// Some of the policies, a bit each. What concerns none of them the compiler need not look at.
    using Mask = std::uint64_t;
    static constexpr Mask mask(std::initializer_list<bool> bits) {
        Mask some = 0, bit = 1;
        for (const bool is : bits) {
            if (is) some |= bit;
            bit <<= 1;
        }
        return some;
    }
    template <class P>
    using Subject = typename Seat<P>::Subject;

    static constexpr Mask all = mask({std::is_object_v<Ps>...});
    static constexpr Mask noise = mask({Noise<Subject<Ps>>...});
    static constexpr Mask any_gate = mask({AnyGate<Subject<Ps>>...});
    static constexpr Mask gate_of_minibatch = mask({GateOfMinibatch<Subject<Ps>>...});
    static constexpr Mask penalty = mask({Penalty<Subject<Ps>>...});
    static constexpr Mask smooth = mask({(Penalty<Subject<Ps>> && is_smooth<Subject<Ps>>)...});
    static constexpr Mask by_prox = mask({(ProximalPenalty<Subject<Ps>> && !is_smooth<Subject<Ps>>)...});
    static constexpr Mask constraint = mask({Constraint<Subject<Ps>>...});
    static constexpr Mask decays = mask({Decay<Subject<Ps>>...});
    static constexpr Mask mixing = mask({Mixing<Subject<Ps>>...});
    static constexpr Mask auxiliary = mask({AuxiliaryLoss<Subject<Ps>>...});
    static constexpr Mask clipping = mask({Clipping<Subject<Ps>>...});
    static constexpr Mask ascent = mask({Ascent<Subject<Ps>>...});
    static constexpr Mask averaging = mask({Averaging<Subject<Ps>>...});
    template <Role role>
    static constexpr Mask at_role = mask({Seat<Ps>::template at<role>...});
    /// Gates that draw gains first, by which x is multiplied then: units of a branch share them.
    template <Role role>
    static constexpr Mask by_gains = mask({(Gate<Subject<Ps>> &&
                                            (!AffineGate<Subject<Ps>> || role == Role::branch))...});

public:
    explicit Pipeline(std::tuple<Ps...> policies) : policies_{std::move(policies)} {}

    static constexpr std::size_t size = sizeof...(Ps);
    static_assert(size <= 64, "regula: a run takes 64 policies at most");

    /// Whether policies of a kind act on a role: known to the compiler.
    template <Role role>
    static constexpr bool gates = (at_role<role> & any_gate) != 0;
    template <Role role>
    static constexpr bool disturbs = (at_role<role> & (noise | any_gate)) != 0;
    template <Role role>
    static constexpr bool penalizes = (at_role<role> & penalty) != 0;
    /// Whether a gate on a role draws once for all samples.
    template <Role role>
    static constexpr bool drops_units = (at_role<role> & gate_of_minibatch) != 0;
    /// Whether a policy is a penalty that enters by its proximal step, where it is on parameters.
    static constexpr bool takes_prox(std::size_t number) { return (by_prox >> number & 1) != 0; }
    static constexpr bool adds_losses = auxiliary != 0;
    static constexpr bool clips = clipping != 0;
    static constexpr int ascents = std::popcount(ascent);
    static_assert(ascents <= 1,
                  "regula: a run takes one ascent, Sam or another; of two the second would need the "
                  "gradient where the first has gone");
    static constexpr int averages = std::popcount(averaging);
    static_assert(averages <= 1,
                  "regula: a run takes one average in time, Polyak, Ema or Swa: the model can have one only");
    static constexpr bool averages_updates = (AveragingOfUpdates<typename Seat<Ps>::Subject> || ...);
    /// Whether all are noise or gates on what a prediction passes through: none is on the targets.
    static constexpr bool disturbs_predictions = ((noise | any_gate) & ~at_role<Role::target>) == all;

    /// The same of one block, known at run time, for places select: noise or gates, gates alone, penalties.
    template <Role role>
    bool disturbs_at(Slot<role> slot) const {
        return any_at<noise | any_gate>(slot);
    }
    template <Role role>
    bool gates_at(Slot<role> slot) const {
        return any_at<any_gate>(slot);
    }
    template <Role role>
    bool penalizes_at(Slot<role> slot) const {
        return any_at<penalty>(slot);
    }
    template <Role role>
    bool drops_units_at(Slot<role> slot) const {
        return any_at<gate_of_minibatch>(slot);
    }
    /// Whether something asks for each sample what a unit is: a policy that is no gate of the minibatch.
    template <Role role>
    bool looks_at_samples(Slot<role> slot) const {
        return any_at<~gate_of_minibatch>(slot);
    }

    /// Validates all coefficients, and that every place selects something among `blocks`, which must hold the
    /// hidden blocks and the outputs of the model too. Throws std::invalid_argument.
    void check(const std::vector<Block>& blocks) const {
        for_each<all>([&]<class P>(const P& policy, std::size_t) {
            if (!is_on(policy)) return;
            if constexpr (is_placed<P>) {
                validate(at(policy.policy, Moment{}));
                bool meets = Seat<P>::template at<Role::gradient>;  // every run has one
                std::string names;
                for (const Block& block : blocks)
                    with_slot<Role::input, Role::target, Role::weight, Role::bias, Role::hidden, Role::output,
                              Role::branch, Role::rate>(block, [&]<Role role>(Slot<role>) {
                        if constexpr (Seat<P>::template at<role>) {
                            meets = meets || policy.where.selects(block);
                            names += (names.empty() ? "" : ", ") + block.name;
                        }
                    });
                require(meets, policy_name(at(policy.policy, Moment{})), ": ", policy.where.text(),
                        " selects no block of this model; ",
                        names.empty() ? "it has none there" : "there are: ", names);
            } else {
                validate(at(policy, Moment{}));
            }
        });
    }

    /// Noise, then gates, last those that act on x themselves. The gains of several multiply, and are kept for
    /// the way back. Each entry has a gain of its own, but for branches: there the units share one, sample by
    /// sample.
    template <Role role>
    void disturb(Slot<role> slot, auto& x, auto& gain, const Moment& now) const {
        for_each_at<noise>(slot, now, [&]<class P>(const P& policy, std::size_t index) {
            policy.perturb(x, key<P>(now, slot.block, index));
        });
        if constexpr (gates<role>) {
            if (!gates_at(slot)) return;
            gain.resize(role == Role::branch ? 1 : x.rows(), x.cols());
            gain.setOnes();
            if (any_at<by_gains<role>>(slot)) {
                for_each_at<by_gains<role>>(slot, now, [&]<class P>(const P& policy, std::size_t index) {
                    policy.gate(gain, key<P>(now, slot.block, index));
                });
                multiply_by_gain(x, gain);
            }
            for_each_at<any_gate & ~by_gains<role>>(slot, now,
                                                    [&]<class P>(const P& policy, std::size_t index) {
                                                        policy.gate(x, gain, key<P>(now, slot.block, index));
                                                    });
        }
    }

    /// Whether samples are mixed, so that labels must be targets.
    bool mixes_now() const { return any_on<mixing>(); }

    /// Whether targets are changed, by mixing or by policies on them.
    bool changes_targets() const {
        const Block targets_of_run = target_block();
        return mixes_now() || disturbs_at(Slot<Role::target>{targets_of_run});
    }

    /// Mixes the samples of a minibatch.
    void mix(auto& x, auto& t, const Moment& now) const {
        std::uint64_t number = 0;  // its own, so that mixing does not change the draws of noise and gates
        for_each<mixing>([&](const auto& policy, std::size_t) {
            const Key key = now.key.stream("mixing")[number++];
            if (is_on(policy)) at(policy, now).mix(x, t, key);
        });
    }

    /// Adds the auxiliary losses of a step to a pass of the model f, and what each adds to its place in
    /// `charged`.
    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch, const Moment& now,
                    std::span<double> charged) const {
        for_each<auxiliary>([&](const auto& policy, std::size_t index) {
            charged[index] += pass.apart([&] { at(policy, now).add_losses(pass, f, loss, batch); });
        });
    }

    /// The gains that gates of the minibatch draw for the units of a block, in a column: those of disturb.
    template <Role role>
    void draw_for_minibatch(Slot<role> slot, auto& gain, const Moment& now) const {
        gain.setOnes();
        for_each_at<gate_of_minibatch>(slot, now, [&]<class P>(const P& policy, std::size_t index) {
            policy.gate(gain, key<P>(now, slot.block, index));
        });
    }

    /// Takes a gradient back through what disturb did.
    template <Role role>
    void take_back([[maybe_unused]] Slot<role> slot, const auto& gain, auto& dx) const {
        if constexpr (gates<role>)
            if (gates_at(slot)) multiply_by_gain(dx, gain);
    }

    /// Adds to each penalty's place in `values` what it charges for a matrix.
    template <Role role>
    void add_values(Slot<role> slot, const auto& w, const Moment& now, std::array<double, size>& values,
                    double share = 1) const {
        for_each_at<penalty>(slot, now, [&](const auto& policy, std::size_t index) {
            values[index] += share * static_cast<double>(policy.value(w));
        });
    }

    /// Adds the gradients of the penalties that enter by the gradient: of parameters those without a kink or
    /// without a prox, of hidden units and outputs all.
    template <Role role>
    void add_gradient(Slot<role> slot, const auto& w, auto& g, const Moment& now) const {
        constexpr bool of_units = role == Role::hidden || role == Role::output;
        for_each_at<of_units ? penalty : smooth>(
            slot, now, [&](const auto& policy, std::size_t) { policy.add_gradient(w, g); });
    }

    void clip(auto& gradient, const Moment& now) const {
        for_each<clipping>([&](const auto& policy, std::size_t) { at(policy, now).clip(gradient); });
    }

    /// Moves w to where the gradient of the step is taken, and returns whether it did.
    bool ascend(auto& w, const auto& gradient, const Moment& now) const {
        bool moved = false;
        for_each<ascent>(
            [&](const auto& policy, std::size_t) { moved = at(policy, now).ascend(w, gradient); });
        return moved;
    }

    /// Whether there is an average in time that is switched on.
    bool averages_now() const { return any_on<averaging>(); }

    /// The share of the parameters in their mean in time, after update t = 1, 2, ...; after an epoch.
    double share_of_update(Index t, const Moment& now) const {
        double share = 0;
        for_each<averaging>([&]<class P>(const P& policy, std::size_t) {
            if constexpr (AveragingOfUpdates<Subject<P>>) share = at(policy, now).share_of_update(t);
        });
        return share;
    }
    double share_of_epoch(int epoch, const Moment& now) const {
        double share = 0;
        for_each<averaging>([&]<class P>(const P& policy, std::size_t) {
            if constexpr (AveragingOfEpochs<Subject<P>>) share = at(policy, now).share_of_epoch(epoch);
        });
        return share;
    }

    std::string averaging_name() const {
        std::string name;
        for_each<averaging>(
            [&](const auto& policy, std::size_t) { name = policy_name(at(policy, Moment{})); });
        return name;
    }
    /// Whether the parameters that the mean begins with count in it: not if the first share is all of it.
    bool mean_counts_found() const {
        return share_of_update(1, Moment{}) != 1 && share_of_epoch(1, Moment{}) != 1;
    }

    /// What precedes the step, at the parameters that the gradient belongs to: decays. `rate` is the learning
    /// rate. So without momentum a decoupled penalty does exactly what it does in the gradient.
    template <Role role>
    void decay(Slot<role> slot, auto& w, double rate, const Moment& now) const {
        for_each_at<decays>(slot, now, [&](const auto& policy, std::size_t) { policy.decay(w, rate); });
    }

    /// What follows the step: proximal steps, then projections. `reach()` is the whole distance that one
    /// gradient moves a weight, a number or a matrix of one for each weight.
    template <Role role>
    void settle(Slot<role> slot, auto& w, const auto& reach, const Moment& now) const {
        for_each_at<by_prox>(slot, now,
                             [&](const auto& policy, std::size_t) { take_prox(policy, w, reach()); });
        for_each_at<constraint>(slot, now, [&](const auto& policy, std::size_t) { policy.project(w); });
    }

    /// The name of the term of each penalty, "L2 on weights", and of each auxiliary loss; "L2 on weights (2)"
    /// for another of that name; empty for other policies.
    std::array<std::string, size> names() const {
        std::array<std::string, size> names, unique;
        for_each<penalty | auxiliary>([&]<class P>(const P& policy, std::size_t index) {
            if (!is_on(policy)) return;
            if constexpr (is_placed<P>)
                names[index] = policy_name(at(policy.policy, Moment{})) + " on " + policy.where.text();
            else
                names[index] = policy_name(at(policy, Moment{}));
            const auto number = std::count(names.begin(), names.end(), names[index]);
            unique[index] = number > 1 ? text(names[index], " (", number, ")") : names[index];
        });
        return unique;
    }

    /// The watches of the stopping policies, with the policies' names, and of the observers, fresh for this
    /// run.
    auto start(const auto& theta, const Record& record) const {
        return collect([&]<class P>(const P& policy) {
            if constexpr (Stopping<P>)
                return std::tuple{policy.start(theta, record)};
            else
                return std::tuple{};
        });
    }
    std::vector<std::string> stopping_names() const {
        std::vector<std::string> names;
        for_each<all>([&]<class P>(const P& policy, std::size_t) {
            if constexpr (Stopping<P>) names.push_back(policy_name(policy));
        });
        return names;
    }
    auto observe(int epochs) const {
        return collect([&]<class P>(const P& policy) {
            if constexpr (Observer<P>)
                return std::tuple{watch_of(policy, epochs)};
            else
                return std::tuple{};
        });
    }

private:
    /// What a policy is for a block: one whose coefficients depend on it has a verb in(block), which returns
    /// the policy for that block.
    static decltype(auto) in(const auto& policy, [[maybe_unused]] const Block& block) {
        if constexpr (requires { policy.in(block); })
            return policy.in(block);
        else
            return (policy);
    }

    static void take_prox(const auto& policy, auto& w, const auto& reach) {
        constexpr bool one_step = std::is_convertible_v<decltype(reach), double>;
        static_assert(one_step || ElementwiseProx<std::remove_cvref_t<decltype(policy)>>,
                      "regula: this penalty's prox takes one step for all weights, but the optimizer has a "
                      "step for each; "
                      "use subgradient(...), or Sgd");
        policy.prox(w, reach);
    }

    /// The key of a random policy: penalties and constraints beside it do not change its draws, and a sample
    /// has the same ones in a part of its minibatch.
    template <class P>
    static Key key(const Moment& now, const Block& block, std::size_t index) {
        const auto before =
            static_cast<std::uint64_t>(std::popcount((noise | any_gate) & ((Mask{1} << index) - 1)));
        const bool of_parameters = block.role == Role::weight || block.role == Role::bias;
        const auto place = of_parameters ? block.offset : Index{block.layer};
        const Key drawn =
            now.key[before][static_cast<std::uint64_t>(block.role)][static_cast<std::uint64_t>(place)];
        return GateOfMinibatch<P> ? drawn : drawn.from(static_cast<std::uint64_t>(now.first));
    }

    /// The numbers of some policies.
    template <Mask some>
    static constexpr auto numbers_of = [] {
        std::array<std::size_t, std::popcount(some)> numbers{};
        for (std::size_t number = 0, found = 0; found < numbers.size(); ++number)
            if ((some >> number & 1) != 0) numbers[found++] = number;
        return numbers;
    }();

    template <Mask some>
    void for_each(auto&& act) const {
        [&]<std::size_t... k>(std::index_sequence<k...>) {
            (act(std::get<numbers_of<some>[k]>(policies_), numbers_of<some>[k]), ...);
        }
        (std::make_index_sequence<std::popcount(some)>{});
    }

    template <Mask kind, Role role>
    void for_each_at(Slot<role> slot, const Moment& now, auto&& act) const {
        for_each<kind & at_role<role>>([&](const auto& placed, std::size_t index) {
            if (placed.where.selects(slot.block)) act(in(at(placed.policy, now), slot.block), index);
        });
    }

    template <Mask kind, Role role>
    bool any_at(Slot<role> slot) const {
        bool any = false;
        for_each<kind & at_role<role>>(
            [&](const auto& placed, std::size_t) { any = any || placed.where.selects(slot.block); });
        return any;
    }

    /// Whether a policy of some kind is switched on.
    template <Mask kind>
    bool any_on() const {
        bool any = false;
        for_each<kind>([&](const auto& policy, std::size_t) { any = any || is_on(policy); });
        return any;
    }

    auto collect(auto&& watch) const {
        return std::apply([&](const auto&... policy) { return std::tuple_cat(watch(policy)...); }, policies_);
    }

    [[no_unique_address]] std::tuple<Ps...> policies_;
};

/// The pipeline of a list of policies, placed or bare.
template <class... Ps>
auto pipeline(Ps... policies) {
    return Pipeline{std::tuple_cat(parts(placed(std::move(policies)))...)};
}

}  // namespace regula::inline REGULA_ABI
