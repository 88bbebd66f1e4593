#pragma once

#include <regula/core/parameters.hpp>
#include <regula/core/policy.hpp>
#include <regula/optimize/memory.hpp>
#include <regula/optimize/schedule.hpp>

#include <concepts>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The settings of a run that every optimizer has. check() throws std::invalid_argument for bad ones.
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

/// The step of an optimizer and the number of its memories, as Optimizer says.
template <class O>
concept HasStep = requires(const O& optimizer, Probe& w, const Probe& g, ProbeMemory memory) {
    { optimizer.memories() } -> std::convertible_to<int>;
    optimizer.step(w, g, memory, 0.1, Index{1});
};
/// One step of the prox for all parameters.
template <class O>
concept HasProxStep = requires(const O& optimizer) {
    { optimizer.prox_step(0.1) } -> std::convertible_to<double>;
};
/// A step of the prox for each parameter.
template <class O>
concept HasProxStepByEntry = requires(const O& optimizer, ProbeMemory memory, Probe& prox_step) {
    optimizer.prox_step(0.1, memory, Index{1}, prox_step);
};

/// An optimizer: an aggregate of settings without state,
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

/// Explains the missing members of an optimizer.
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

/// Throws std::invalid_argument unless the common settings of all optimizers are valid.
void check_settings(const auto& optimizer, const char* name) {
    require(optimizer.learning_rate > 0, name, ": learning_rate must be > 0, got ", optimizer.learning_rate);
    require(optimizer.epochs >= 0, name, ": epochs must be >= 0, got ", optimizer.epochs);
    require(optimizer.batch_size >= 1, name, ": batch_size must be >= 1, got ", optimizer.batch_size);
    require(optimizer.threads >= 1, name, ": threads must be >= 1, got ", optimizer.threads);
}

/// The state of a run beside its parameters. Save both to continue the run later, up to the optimizer's
/// `epochs`, counted from the very beginning. Each memory has the name of its owner: a run with another
/// optimizer, average or stopping policy throws std::invalid_argument and names both.
template <class Scalar>
struct State {
    int epochs = 0;   ///< epochs done
    Index steps = 0;  ///< updates done
    /// The memory of the optimizer, if it has any, in vectors of the size of the parameters. If the model
    /// holds an average in time, the iterate follows. A memory that the state lacks begins afresh.
    std::vector<Memory<Scalar>> memory = {};
    std::vector<Memory<Scalar>> watches = {};  ///< of the stopping policies, in their order
    /// The parameters of the last epoch, if a stopping policy restored better ones at the end. The run
    /// continues from these. Empty during the run.
    Vector<Scalar> last = {};
    /// The sums of the minibatches so far, if the state was saved within an epoch (every_steps). Else empty.
    Memory<Scalar> within = {};

    /// Clears the memory of the stopping policies, to continue with others or to restart them. The run then
    /// continues from the given parameters.
    void forget() {
        watches.clear();
        last.resize(0);
    }

    /// Clears the memory of the optimizer and of the average: both restart from the given parameters. Between
    /// runs these are the mean; memory.back().vectors[0] has the iterate before the call.
    void forget_memory() { memory.clear(); }

    /// Clears the sums of an epoch: the run begins the epoch anew.
    void forget_within() { within = {}; }
};

template <class S>
inline constexpr bool is_state = false;
template <class Scalar>
inline constexpr bool is_state<State<Scalar>> = true;

}  // namespace regula::inline REGULA_ABI
