#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/random.hpp>
#include <regula/core/record.hpp>

#include <concepts>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A policy is an aggregate of coefficients with the verbs of its kind. Verbs that measure return; verbs that
/// act change their argument; all are const, because what a run remembers lives in the run. Verbs are
/// templates over matrices, and the concepts below ask for them with this one.
using Probe = Matrix<double>;

/// Adds a cost to the loss.
///
///     value(w)              returns Omega(w)
///     add_gradient(w, g)    g += dOmega/dw, or a subgradient
template <class P>
concept Penalty = requires(const P& penalty, const Probe& w, Probe& g) {
    { penalty.value(w) } -> std::convertible_to<double>;
    penalty.add_gradient(w, g);
};

/// A penalty whose proximal step is known:     prox(w, t)    w <- argmin_u |u - w|^2 / 2 + t Omega(u)
template <class P>
concept ProximalPenalty = Penalty<P> && requires(const P& penalty, Probe& w) {
    penalty.prox(w, 1.0);
};

/// A proximal penalty that is a sum over entries, so that each entry may have a step size of its own:
///     prox(w, steps)
template <class P>
concept ElementwiseProx = ProximalPenalty<P> && requires(const P& penalty, Probe& w, const Probe& steps) {
    penalty.prox(w, steps);
};

/// A penalty says `static constexpr bool smooth = true` if it has no kink: it then enters the gradient,
/// although it may have a prox. All others that have a prox take the proximal step.
template <class P>
inline constexpr bool is_smooth = !ProximalPenalty<P>;
template <class P>
requires requires { P::smooth; }
inline constexpr bool is_smooth<P> = P::smooth;

/// A penalty that is applied apart from the gradient:     decay(w, step)    w <- w - step * dOmega/dw
/// before the optimizer's step.
template <class P>
concept Decay = requires(const P& decay, Probe& w) {
    decay.decay(w, 1.0);
};

/// Keeps a matrix in a set:     project(w)    moves w to the nearest point of the set
template <class P>
concept Constraint = requires(const P& constraint, Probe& w) {
    constraint.project(w);
};

/// A penalty or a constraint that is convex: all are that do not say `static constexpr bool convex = false`,
/// and the modes of what is.
template <class P>
concept Convex = !requires {
    requires !P::convex;
}
&&!requires { requires !P::Inner::convex; };

/// Corrupts a matrix:     perturb(x, key)    changes x; gradients pass as if it had not
template <class P>
concept Noise = requires(const P& noise, Probe& x, Key key) {
    noise.perturb(x, key);
};

/// Multiplies a matrix by random gains of mean one:     gate(gain, key)    gain *= draws
/// Gradients are multiplied by the same gains.
template <class P>
concept Gate = requires(const P& gate, Probe& gain, Key key) {
    gate.gate(gain, key);
};

/// A gate that acts on the matrix itself, and may shift it, too:     gate(x, gain, key)
///
///     x <- draws o x + shifts,    gain *= draws
///
/// A Gate that has this verb as well does the same by both, by this one in a single pass.
template <class P>
concept AffineGate = requires(const P& gate, Probe& x, Probe& gain, Key key) {
    gate.gate(x, gain, key);
};
template <class P>
concept AnyGate = Gate<P> || AffineGate<P>;

/// Bounds the gradient of all parameters, a vector, before the step:     clip(g)
template <class P>
concept Clipping = requires(const P& clipping, Probe& g) {
    clipping.clip(g);
};

/// Makes samples of a minibatch out of others, inputs and targets alike, anew in each step:
///
///     mix(x, t, key)    changes both, features and outputs x samples; labels arrive as one-hot columns
template <class P>
concept Mixing = requires(const P& mixing, Probe& x, Probe& t, Key key) {
    mixing.mix(x, t, key);
};

/// Moves the parameters, a vector, to where the gradient of a step is taken, given the one where they are:
///
///     ascend(w, g)    changes w; returns whether it did, as then a second gradient is needed
///
/// The step itself starts where they were. A run takes one policy of this kind.
template <class P>
concept Ascent = requires(const P& ascent, Probe& w, const Probe& g) {
    { ascent.ascend(w, g) } -> std::convertible_to<bool>;
};

/// Means of the parameters in time, which the model has for evaluation and after the run, while the run itself
/// goes on from the parameters:
///
///     share_of_update(t)    the share s of the parameters in the mean after update t = 1, 2, ...; or
///     share_of_epoch(n)     after epoch n = 1, 2, ...        mean  <-  mean + s (theta - mean)
///
/// Before the first the mean is theta as the run found it. t and n count from the very beginning of a run,
/// whatever it goes on from; if the mean begins later, shares are of what came after. A run takes one policy
/// of this kind.
template <class P>
concept AveragingOfUpdates = requires(const P& averaging) {
    { averaging.share_of_update(Index{1}) } -> std::convertible_to<double>;
};
template <class P>
concept AveragingOfEpochs = requires(const P& averaging) {
    { averaging.share_of_epoch(1) } -> std::convertible_to<double>;
};
template <class P>
concept Averaging = AveragingOfUpdates<P> || AveragingOfEpochs<P>;

/// Adds losses to a step that need more passes through the model, such as one of its gradient at the inputs:
///
///     add_losses(pass, f, loss, batch)    as by pass.add_loss("smooth", loss, f(pass, node), batch, 0.1)
///
/// f is the model, a function of a pass (model/pass.hpp), loss and batch are those of the step, which the
/// pass has been through already. What is added enters the report under the policy's name.
template <class P>
concept AuxiliaryLoss = requires(const P& auxiliary, Probe& pass, const Probe& other) {
    auxiliary.add_losses(pass, other, other, other);
};

/// Ends a run early:     start(theta, record)    returns a watch, which is asked
///
///     watch.should_stop(theta, record)    at the end of each epoch;
///     watch.enough(steps)                 if it has this verb, after each update, too;
///     watch.finish(theta)                 at the end of the run, whatever ended it: it may put better
///                                         parameters back
///     watch.best_epoch()                  whose those are
///
/// It may have more verbs:
///
///     watch.remember(memory)    calls memory(x) for every number and all parameters that it remembers, to keep
///                               them in the State of a run and to put them back when the run continues
///     watch.stops()             what it said last: a run that continues is asked before its first epoch
///     watch.rate()              a factor of the learning rate
///     watch.report()            returns a StopReport
template <class P>
concept Stopping = requires(const P& stopping, Probe& theta, const Record& record) {
    { stopping.start(theta, record).should_stop(theta, record) } -> std::convertible_to<bool>;
    stopping.start(theta, record).finish(theta);
    { stopping.start(theta, record).best_epoch() } -> std::convertible_to<int>;
};

/// Looks on:     watch(epochs)    returns a function that is called with the Record of each epoch
/// Any function of a Record is an observer, too. One with a rhythm of its own is told of the last epoch:
/// record.last. The function may be an object with a verb
///
///     due(steps)    asked after each update: where it says so, it is called within the epoch, too (record.within)
template <class P>
concept Observer = requires(const P& observer, const Record& record) {
    observer.watch(1)(record);
}
|| std::invocable<const P&, const Record&>;

/// What an observer looks on with.
auto watch_of(const auto& observer, int epochs) {
    if constexpr (requires { observer.watch(epochs); })
        return observer.watch(epochs);
    else
        return observer;
}

template <class P>
concept Policy = Penalty<P> || Decay<P> || Constraint<P> || Noise<P> || AnyGate<P> || Clipping<P> ||
    Mixing<P> || AuxiliaryLoss<P> || Ascent<P> || Averaging<P> || Stopping<P> || Observer<P>;

/// L1{a} + L2{b}: the penalty that charges both. As a policy of a run, each part keeps its own way to enter:
/// the kink by its proximal step, the smooth part by its gradient.
template <Penalty A, Penalty B>
struct Sum {
    A a;
    B b;

    double value(const auto& w) const { return a.value(w) + b.value(w); }

    void add_gradient(const auto& w, auto&& g) const {
        a.add_gradient(w, g);
        b.add_gradient(w, g);
    }
};

template <Penalty A, Penalty B>
constexpr auto operator+(A a, B b) {
    return Sum<A, B>{std::move(a), std::move(b)};
}

template <class P>
inline constexpr bool is_sum = false;
template <class A, class B>
inline constexpr bool is_sum<Sum<A, B>> = true;

/// The moment of a step: what a schedule and a random policy may depend on.
struct Moment {
    Key key{0};        ///< of this step
    Index step = 0;    ///< updates before this one
    double epoch = 0;  ///< passes over the data so far, with the fraction of this one
    Index first = 0;   ///< the first sample, of a part of a minibatch
};

/// A policy that changes in time: a function of the moment that returns it.
///
///     scheduled([](const Moment& now) { return Dropout{std::min(0.5, 0.05 * now.epoch)}; })
template <class Function>
requires Policy<std::invoke_result_t<const Function&, const Moment&>>
struct Scheduled {
    static_assert(!is_sum<std::invoke_result_t<const Function&, const Moment&>>,
                  "regula: schedule each penalty of a sum by itself, so that each enters in its own way");
    Function function;

    auto at(const Moment& now) const { return function(now); }
};

template <class Function>
constexpr auto scheduled(Function function) {
    return Scheduled<Function>{std::move(function)};
}

/// A policy one of whose coefficients follows a schedule, any function from epochs to a factor:
///
///     scheduled(Dropout{0.5}, &Dropout::drop_probability, [](double epoch) { return 1 - std::exp(-epoch); })
///
/// which is the curriculum of Morerio et al. (2017), "Curriculum dropout". A value that the policy refuses
/// throws std::invalid_argument in the step that meets it, the first one before anything is done.
template <class P, class Owner, class Schedule>
requires std::derived_from<P, Owner>
constexpr auto scheduled(P policy, double Owner::*coefficient, Schedule schedule) {
    if constexpr (requires { schedule.check(); }) schedule.check();
    return scheduled(
        [policy = std::move(policy), coefficient, schedule = std::move(schedule)](const Moment& now) {
            P scaled = policy;
            scaled.*coefficient *= schedule(now.epoch);
            if constexpr (requires { scaled.check(); }) scaled.check();
            return scaled;
        });
}

/// The same of a penalty's strength:     scheduled(L2{1e-3}, Linear{.epochs = 10, .to = 0})
template <class P, class Schedule>
constexpr auto scheduled(P policy, Schedule schedule) {
    constexpr bool has_strength = requires { policy.strength *= 1.0; };
    static_assert(
        has_strength,
        "regula: scheduled(policy, schedule) scales a field 'strength'; of a policy without one name the "
        "field, as in scheduled(Dropout{0.5}, &Dropout::drop_probability, schedule)");
    if constexpr (has_strength) return scheduled(std::move(policy), &P::strength, std::move(schedule));
}

/// What a policy is at a moment, and the type of that.
template <class P>
const P& at(const P& policy, const Moment&) {
    return policy;
}
template <class Function>
auto at(const Scheduled<Function>& policy, const Moment& now) {
    return policy.at(now);
}
template <class P>
using policy_at = std::remove_cvref_t<decltype(regula::at(std::declval<const P&>(), Moment{}))>;

/// Asks a policy to validate its coefficients, if it can: it throws std::invalid_argument.
void validate(const auto& policy) {
    if constexpr (requires { policy.check(); }) policy.check();
}
template <class A, class B>
void validate(const Sum<A, B>& sum) {
    validate(sum.a);
    validate(sum.b);
}

}  // namespace regula::inline REGULA_ABI
