#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>

/// Explains what a policy lacks. Every entry point calls this before it checks a concept, so that a user
/// reads one sentence and not a list of failed constraints.
namespace regula::inline REGULA_ABI {

/// Whether there is value(w).
template <class P>
concept HasValue = requires(const P& p, const Probe& w) {
    p.value(w);
};
/// Whether there is add_gradient(w, g).
template <class P>
concept HasAddGradient = requires(const P& p, const Probe& w, Probe& g) {
    p.add_gradient(w, g);
};
/// Whether a verb acts on a mutable policy: it should be const.
template <class P>
concept ActsIfMutable = requires(P& p, Probe& w) {
    p.project(w);
}
|| requires(P& p, Probe& w, Key key) { p.perturb(w, key); }
|| requires(P& p, Probe& w, Key key) { p.gate(w, key); }
|| requires(P& p, Probe& w, Probe& gain, Key key) { p.gate(w, gain, key); }
|| requires(P& p, Probe& w) { p.clip(w); }
|| requires(P& p) { p.rate_factor(); }
|| requires(P& p, Probe& w, const Probe& g) { p.ascend(w, g); }
|| requires(P& p, Probe& x, Probe& t, Key key) { p.mix(x, t, key); }
|| requires(P& p, Probe& pass, const Probe& other) { p.add_losses(pass, other, other, other); }
|| requires(P& p) { p.share_of_update(Index{1}); }
|| requires(P& p) { p.share_of_epoch(1); }
|| requires(P& p, Probe& w) { p.decay(w, 1.0); }
|| requires(P& p, const Record& record) { p(record); }
|| requires(P& p, const Probe& w, Probe& g) { p.add_gradient(w, g); };
/// Whether there is start(w, record), whatever it returns.
template <class P>
concept StartsWatch = requires(const P& p, Probe& w, const Record& record) {
    p.start(w, record);
};
/// Whether there is begin(record), which returns the curve of a run.
template <class P>
concept BeginsProgress = requires(const P& p, const Record& record) {
    p.begin(record).stops();
};
/// Whether there is prox(w, step), but not the verbs of a penalty.
template <class P>
concept HasProxAlone = !Penalty<P> && requires(const P& p, Probe& w) {
    p.prox(w, 1.0);
};

/// A policy made for one place declares it:     static constexpr auto home = targets;
template <class P>
concept HasHome = requires {
    P::home;
};

template <class P>
consteval void explain_policy() {
    if constexpr (!Policy<P>) {
        static_assert(
            !(HasValue<P> && !HasAddGradient<P> && !ActsIfMutable<P>),
            "regula: this penalty has value(w) but no 'void add_gradient(const auto& w, auto& g) const'");
        static_assert(
            !(HasAddGradient<P> && !HasValue<P>),
            "regula: this penalty has add_gradient(w, g) but no 'double value(const auto& w) const' "
            "that gives a number");
        static_assert(!HasProxAlone<P>,
                      "regula: this penalty has prox(w, step) but no value(w) and add_gradient(w, g)");
        static_assert(
            !(ActsIfMutable<P> && !HasAddGradient<P>),
            "regula: a policy's verbs must be const; a policy that remembers belongs in the watch that "
            "start(theta, record) returns");
        static_assert(!StartsWatch<P>,
                      "regula: a stopping policy's watch needs 'bool should_stop(theta, record)', "
                      "'finish(theta)' and 'int best_epoch()'");
        static_assert(!BeginsProgress<P>,
                      "regula: a criterion says when to stop; pass the policy stop_when(criterion)");
        static_assert(BeginsProgress<P> || HasValue<P> || HasAddGradient<P> || ActsIfMutable<P> ||
                          StartsWatch<P> || HasProxAlone<P>,
                      "regula: not a policy; see docs/adding-a-policy.md for the verbs of each kind");
    }
}

template <class P, class Where>
consteval void explain_place() {
    constexpr bool of_parameters = Where::template has<Role::weight> || Where::template has<Role::bias>;
    constexpr bool of_noise_scales = Where::template has<Role::noise_scale>;
    constexpr bool of_hidden = Where::template has<Role::hidden>;
    constexpr bool of_inputs = Where::template has<Role::input>;
    constexpr bool of_outputs = Where::template has<Role::output>;
    constexpr bool of_branches = Where::template has<Role::branch>;
    constexpr bool of_ties = requires { requires Where::of_ties_alone; };
    static_assert(!of_ties,
                  "regula: transposed(place) is a place of tie(place, place, penalty) alone; on takes the "
                  "place itself");
    static_assert(!Penalty<P> || of_parameters || of_noise_scales || of_hidden || of_outputs,
                  "regula: a penalty acts on weights, biases, parameters, noise_scales, hidden or outputs");
    static_assert(!Constraint<P> || of_parameters || of_noise_scales,
                  "regula: a constraint acts on weights, biases, parameters or noise_scales");
    static_assert(!Decay<P> || of_parameters || of_noise_scales,
                  "regula: a decay acts on weights, biases, parameters or noise_scales");
    static_assert(
        !RateFactor<P> || of_parameters || of_noise_scales,
        "regula: a factor of the learning rate acts on weights, biases, parameters or noise_scales");
    static_assert(!AnyGate<P> || of_inputs || of_hidden || of_branches || of_parameters,
                  "regula: a gate acts on inputs, hidden, branches or weights");
    static_assert(
        Gate<P> || !AnyGate<P> || !of_branches,
        "regula: the units of a branch share a gain; a gate with gate(x, gain, key) alone acts on inputs, "
        "hidden or weights");
    static_assert(!Noise<P> || !(of_outputs || of_noise_scales),
                  "regula: noise acts on inputs, targets, hidden, branches, weights, biases or gradients");
    static_assert(!Where::template has<Role::gradient> || Noise<P>,
                  "regula: on gradients acts noise only; clipping needs no place");
    static_assert(!(Mixing<P> || AuxiliaryLoss<P> || Coupling<P> || Clipping<P> || Ascent<P> ||
                    Averaging<P> || Stopping<P> || Observer<P>),
                  "regula: this policy acts on the run as a whole; pass it without on(place, ...)");
    if constexpr (HasHome<P>)
        static_assert(Where::template within<std::remove_cvref_t<decltype(P::home)>>,
                      "regula: this policy was made for one place, its 'home', and acts on no other");
}

/// Rejects sums such as L1{} + MaxNorm{}: both terms must be penalties.
template <class A, class B>
requires(Penalty<A> != Penalty<B> && Policy<A> && Policy<B>) auto operator+(const A& a, const B& b) {
    static_assert(Penalty<A> && Penalty<B>,
                  "regula: penalties are added; policies of other kinds are passed beside them, in a list");
    if constexpr (Penalty<A>)
        return a;
    else
        return b;
}

}  // namespace regula::inline REGULA_ABI
