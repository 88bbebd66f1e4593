#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/random.hpp>
#include <regula/core/watch.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

struct Block;  // core/place.hpp
template <class Scalar>
class Parameters;  // core/parameters.hpp

// A policy is an aggregate of coefficients with the verbs of its kind. Verbs that measure return a number;
// verbs that act change their argument. All verbs are const, because each run keeps its own state. Verbs are
// templates over matrices; the concepts below test them with a matrix of double, Probe.

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

/// A proximal penalty that is a sum over entries, so that each entry may have its own step size:
///     prox(w, steps)
template <class P>
concept ElementwiseProx = ProximalPenalty<P> && requires(const P& penalty, Probe& w, const Probe& steps) {
    penalty.prox(w, steps);
};

/// A penalty without a kink declares `static constexpr bool smooth = true`. It then enters the gradient even
/// if it has a prox. All other penalties with a prox take the proximal step.
template <class P>
inline constexpr bool is_smooth = !ProximalPenalty<P>;
template <class P>
requires requires { P::smooth; }
inline constexpr bool is_smooth<P> = P::smooth;

/// A penalty applied apart from the gradient, before the optimizer's step:
///
///     decay(w, step)    w <- w - step * dOmega/dw
template <class P>
concept Decay = requires(const P& decay, Probe& w) {
    decay.decay(w, 1.0);
};

/// Keeps a matrix in a set:     project(w)    moves w to the nearest point of the set
template <class P>
concept Constraint = requires(const P& constraint, Probe& w) {
    constraint.project(w);
};

/// A convex penalty or constraint. A policy is convex unless it declares
/// `static constexpr bool convex = false`; a mode of a penalty is convex if the penalty is.
template <class P>
concept Convex = !requires {
    requires !P::convex;
}
&&!requires { requires !P::Inner::convex; };

/// Corrupts a matrix:     perturb(x, key)    changes x; gradients pass through unchanged
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

/// A gate that acts on the matrix itself and may also shift it:     gate(x, gain, key)
///
///     x <- draws o x + shifts,    gain *= draws
///
/// A Gate that also has this verb gives the same result with both; this one does it in a single pass.
template <class P>
concept AffineGate = requires(const P& gate, Probe& x, Probe& gain, Key key) {
    gate.gate(x, gain, key);
};
/// A gate of either kind.
template <class P>
concept AnyGate = Gate<P> || AffineGate<P>;

/// Bounds the gradient of all parameters, a vector, before the step:     clip(g)
template <class P>
concept Clipping = requires(const P& clipping, Probe& g) {
    clipping.clip(g);
};

/// Multiplies the learning rate of a block:     rate_factor()    returns a factor >= 0; 0 freezes the block
template <class P>
concept RateFactor = requires(const P& policy) {
    { policy.rate_factor() } -> std::convertible_to<double>;
};

/// Makes new samples of a minibatch from others, inputs and targets alike, anew in each step:
///
///     mix(x, t, key)    changes both, features and outputs x samples; labels arrive as one-hot columns
template <class P>
concept Mixing = requires(const P& mixing, Probe& x, Probe& t, Key key) {
    mixing.mix(x, t, key);
};

/// Moves the parameters (a vector) to the point where a step takes its gradient, given the gradient at the
/// current point:
///
///     ascend(w, g)    changes w; returns whether it did, because a second gradient is then needed
///
/// The step itself starts from the original point. A run takes one policy of this kind.
template <class P>
concept Ascent = requires(const P& ascent, Probe& w, const Probe& g) {
    { ascent.ascend(w, g) } -> std::convertible_to<bool>;
};

/// A mean of the parameters in time. The model has the mean for evaluation and after the run; training itself
/// continues from the parameters:
///
///     share_of_update(t)    the share s of the parameters in the mean after update t = 1, 2, ...; or
///     share_of_epoch(n)     after epoch n = 1, 2, ...        mean  <-  mean + s (theta - mean)
///
/// Before the first of these the mean is theta at the start of the run. t and n count from the very
/// beginning, also in a continued run. If the mean begins only in a continued run, it covers only the
/// parameters from then on. A run takes one policy of this kind.
template <class P>
concept AveragingOfUpdates = requires(const P& averaging) {
    { averaging.share_of_update(Index{1}) } -> std::convertible_to<double>;
};
/// The same for an average over ends of epochs: share_of_epoch(n).
template <class P>
concept AveragingOfEpochs = requires(const P& averaging) {
    { averaging.share_of_epoch(1) } -> std::convertible_to<double>;
};
/// An average in time, over updates or over epochs.
template <class P>
concept Averaging = AveragingOfUpdates<P> || AveragingOfEpochs<P>;

/// Adds losses that need more passes through the model, for example a loss of its gradient at the inputs:
///
///     add_losses(pass, f, loss, batch)    as by pass.add_loss("smooth", loss, f(pass, node), batch, 0.1)
///
/// f is the model, a function of a pass (model/pass.hpp). loss and batch are those of the step; the pass has
/// already evaluated them. The added losses enter the report under the policy's name. In a run with
/// unlabelled samples, Together{labelled, unlabelled}, the batch is the labelled part, unless the policy
/// declares
///
///     static constexpr bool takes_unlabelled = true;
///
/// A policy may also weigh the step's own loss, beside the losses that it adds:
///
///     loss_weight()    returns the factor, >= 0, 1 by default; the factors of several policies multiply
///
/// With a factor of 0 the pass does not evaluate the model on the batch. If its probes are constants of the
/// objective although they depend on the parameters, such as targets or adversarial points, it declares
///
///     static constexpr bool probes_are_constants = true;
template <class P>
concept AuxiliaryLoss = requires(const P& auxiliary, Probe& pass, const Probe& other) {
    auxiliary.add_losses(pass, other, other, other);
};

/// Whether an auxiliary loss gets the unlabelled samples of a run, too.
template <class P>
inline constexpr bool takes_unlabelled = false;
template <class P>
requires(P::takes_unlabelled) inline constexpr bool takes_unlabelled<P> = true;
template <class P>
requires(P::Inner::takes_unlabelled) inline constexpr bool takes_unlabelled<P> = true;

/// A penalty that couples blocks of the parameters:
///
///     check(blocks)           throws std::invalid_argument unless the blocks of the model suit the policy
///     value(theta)            returns the penalty value; theta has type Parameters
///     add_gradient(theta, g, scratch)     g += the gradient
///
/// All four are Parameters of the same blocks; the verbs may write to `scratch`. A coupling with a kink has
/// `by_prox = true` and also
///
///     prox(theta, steps, scratch)      the proximal step; `steps` is a number, or one an entry
template <class P>
concept Coupling = requires(const P& coupling, const Parameters<double>& theta, Parameters<double>& g,
                            const std::vector<Block>& blocks) {
    coupling.check(blocks);
    { coupling.value(theta) } -> std::convertible_to<double>;
    coupling.add_gradient(theta, g, g);
};
/// Whether a coupling enters by its proximal step, because it has a kink.
template <class P>
inline constexpr bool couples_by_prox = false;
template <Coupling P>
requires requires { requires P::by_prox; }
inline constexpr bool couples_by_prox<P> = true;

/// A policy of any kind.
template <class P>
concept Policy =
    Penalty<P> || Decay<P> || Constraint<P> || Noise<P> || AnyGate<P> || Clipping<P> || RateFactor<P> ||
    Mixing<P> || AuxiliaryLoss<P> || Coupling<P> || Ascent<P> || Averaging<P> || Stopping<P> || Observer<P>;

/// Calls the policy's check(), if it has one: it throws std::invalid_argument for bad coefficients.
void validate(const auto& policy) {
    if constexpr (requires { policy.check(); }) policy.check();
}

}  // namespace regula::inline REGULA_ABI
