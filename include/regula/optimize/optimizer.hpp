#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/policy.hpp>
#include <regula/optimize/memory.hpp>
#include <regula/optimize/schedule.hpp>

#include <concepts>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The settings of a run, which every optimizer has; check() throws std::invalid_argument for bad ones.
template <class O>
concept HasSettings = requires(const O& optimizer) {
    { optimizer.learning_rate } -> std::convertible_to<double>;
    { optimizer.schedule } -> std::convertible_to<Schedule>;
    { optimizer.epochs } -> std::convertible_to<int>;
    { optimizer.batch_size } -> std::convertible_to<Index>;
    { optimizer.seed } -> std::convertible_to<std::uint64_t>;
    { optimizer.threads } -> std::convertible_to<int>;
    optimizer.check();
};

/// A piece of the optimizer's k-th memory, as memory(k) gives it.
using ProbeMemory = Probe& (*)(std::size_t);

template <class O>
concept HasStep = requires(const O& optimizer, Probe& w, const Probe& g, ProbeMemory memory) {
    { optimizer.memories() } -> std::convertible_to<int>;
    optimizer.step(w, g, memory, 0.1, Index{1});
};
template <class O>
concept HasProxStep = requires(const O& optimizer) {
    { optimizer.prox_step(0.1) } -> std::convertible_to<double>;
};
template <class O>
concept HasProxStepByEntry = requires(const O& optimizer, ProbeMemory memory, Probe& prox_step) {
    optimizer.prox_step(0.1, memory, Index{1}, prox_step);
};

/// How parameters descend. An optimizer is an aggregate of settings, and remembers nothing itself:
///
///     memories()                        how many vectors of the parameters' size it keeps from step to step;
///                                       they begin at zero
///     step(w, g, memory, rate, t)       moves w, a piece of the parameters, at update t = 1, 2, ... since
///                                       its memory began; memory(k) is the same piece of its k-th vector
///     prox_step(rate)                       the whole distance that one gradient moves a parameter: the step
///                                       of a prox
///     prox_step(rate, memory, t, prox_step)     or this, if the distances differ: fills a matrix with them
///
/// `rate` is the learning rate times the schedule. An optimizer may bring a policy of its own: policy().
template <class O>
concept Optimizer = HasSettings<O> && HasStep<O> &&(HasProxStep<O> || HasProxStepByEntry<O>);

/// Says in words what an optimizer lacks.
template <class O>
consteval void explain_optimizer() {
    static_assert(HasSettings<O>,
                  "regula: an optimizer needs the settings learning_rate, schedule, epochs, batch_size, seed "
                  "and threads, and 'void check() const'; as Sgd and Adam");
    static_assert(!HasSettings<O> || HasStep<O>,
                  "regula: an optimizer needs 'int memories() const' and 'void step(auto&& w, const auto& g, "
                  "const auto& memory, double rate, Index t) const'");
    static_assert(!HasStep<O> || HasProxStep<O> || HasProxStepByEntry<O>,
                  "regula: an optimizer needs 'double prox_step(double rate) const', or "
                  "'void prox_step(double rate, const auto& memory, Index t, auto& prox_step) const'");
}

/// Throws std::invalid_argument unless the settings that all optimizers have are sensible.
void check_settings(const auto& optimizer, const char* name) {
    require(optimizer.learning_rate > 0, name, ": learning_rate must be > 0, got ", optimizer.learning_rate);
    require(optimizer.epochs >= 0, name, ": epochs must be >= 0, got ", optimizer.epochs);
    require(optimizer.batch_size >= 1, name, ": batch_size must be >= 1, got ", optimizer.batch_size);
    require(optimizer.threads >= 1, name, ": threads must be >= 1, got ", optimizer.threads);
}

/// What a run remembers beside the parameters: to go on where it ended, keep both. It goes on up to the
/// optimizer's `epochs`, which count from the very beginning. Each memory has its owner's name: a run whose
/// optimizer, average or stopping policies are others refuses the state, throws std::invalid_argument, and
/// names both.
template <class Scalar>
struct State {
    int epochs = 0;   ///< epochs done
    Index steps = 0;  ///< updates done
    /// The optimizer's, of vectors of the parameters' size, if it has any; behind it, where the model has an
    /// average in time, what the run goes on from. One that the run has and the state has not begins afresh.
    std::vector<Memory<Scalar>> memory = {};
    std::vector<Memory<Scalar>> watches = {};  ///< what the stopping policies remember, in their order
    /// The parameters of the last epoch, if a stopping policy gave back others in the end: the run goes on
    /// from here, as if it had not paused. Empty while it runs.
    Vector<Scalar> last = {};
    /// Where it was kept within an epoch, as every_steps does: the sums of its minibatches so far. Else
    /// empty.
    Memory<Scalar> within = {};

    /// Forgets what the stopping policies remember: a run that continues has others, or begins them afresh,
    /// and goes on from the parameters that it is given.
    void forget() {
        watches.clear();
        last.resize(0);
    }

    /// Forgets what the optimizer and the average remember: both begin afresh, from the parameters that the
    /// run is given. Between runs those are the mean; what a mean was of is memory.back().vectors[0] before.
    void forget_memory() { memory.clear(); }

    /// Forgets what the minibatches of an epoch summed up: the run begins the epoch anew.
    void forget_within() { within = {}; }
};

template <class S>
inline constexpr bool is_state = false;
template <class Scalar>
inline constexpr bool is_state<State<Scalar>> = true;

}  // namespace regula::inline REGULA_ABI
