#pragma once

#include <regula/core/parameters.hpp>
#include <regula/optimize/schedule.hpp>

#include <concepts>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI {

/// How parameters descend. An optimizer is an aggregate of settings, and remembers nothing itself:
///
///     memories()                        how many vectors of the parameters' size it keeps from step to step
///     step(w, g, memory, rate, t)       moves w, a piece of the parameters, at update t = 1, 2, ...;
///                                       memory(k) is the same piece of its k-th vector
///     reach(rate)                       the whole distance that one gradient moves a parameter: the step
///                                       of a prox
///
/// or, with `static constexpr bool reaches_by_entry = true`, reach(rate, memory, t, reach) that fills a
/// matrix with the distance of each parameter;
///
/// and it has the settings learning_rate, schedule, epochs, batch_size, seed, threads.
template <class O>
concept Optimizer = requires(const O& optimizer) {
    { optimizer.memories() } -> std::convertible_to<int>;
    { optimizer.learning_rate } -> std::convertible_to<double>;
    { optimizer.schedule } -> std::convertible_to<Schedule>;
    { optimizer.epochs } -> std::convertible_to<int>;
    { optimizer.batch_size } -> std::convertible_to<Index>;
    { optimizer.seed } -> std::convertible_to<std::uint64_t>;
    { optimizer.threads } -> std::convertible_to<int>;
    optimizer.check();
};

/// Throws std::invalid_argument unless the settings that all optimizers have are sensible.
void check_settings(const auto& optimizer, const char* name) {
    require(optimizer.learning_rate > 0, name, ": learning_rate must be > 0, got ", optimizer.learning_rate);
    require(optimizer.epochs >= 0, name, ": epochs must be >= 0, got ", optimizer.epochs);
    require(optimizer.batch_size >= 1, name, ": batch_size must be >= 1, got ", optimizer.batch_size);
    require(optimizer.threads >= 1, name, ": threads must be >= 1, got ", optimizer.threads);
}

/// What a run remembers beside the parameters: to go on where it ended, keep both.
template <class Scalar>
struct State {
    int epochs = 0;                           ///< epochs done
    Index steps = 0;                          ///< updates done
    std::vector<Vector<Scalar>> memory = {};  ///< the optimizer's, each of the parameters' size
};

}  // namespace regula::inline REGULA_ABI
