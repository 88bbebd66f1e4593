#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/record.hpp>

#include <concepts>
#include <optional>

namespace regula::inline REGULA_ABI {

/// The matrix type with which the concepts of policies test their verbs.
using Probe = Matrix<double>;

template <class T>
struct WithoutOptional {
    using type = T;
};
template <class T>
struct WithoutOptional<std::optional<T>> {
    using type = T;
};
/// The type in a std::optional, or the type itself.
template <class T>
using without_optional = typename WithoutOptional<T>::type;

/// Calls act(watch), unless watch is an empty std::optional.
void if_on(auto& watch, auto&& act) { act(watch); }
template <class W>
void if_on(std::optional<W>& watch, auto&& act) {
    if (watch) act(*watch);
}
template <class W>
void if_on(const std::optional<W>& watch, auto&& act) {
    if (watch) act(*watch);
}

/// The watch of a stopping policy over one run.
template <class W>
concept RunWatch = requires(W& watch, Probe& theta, const Record& record) {
    { watch.should_stop(theta, record) } -> std::convertible_to<bool>;
    watch.finish(theta);
    { watch.best_epoch() } -> std::convertible_to<int>;
};

/// Ends a run early:     start(theta, record)    returns a watch, on which the run calls
///
///     watch.should_stop(theta, record)    at the end of each epoch;
///     watch.enough(steps)                 after each update, too, if the watch has this verb;
///     watch.finish(theta)                 at the end of the run, for whatever reason: it may restore better
///                                         parameters
///     watch.best_epoch()                  the epoch of those parameters
///
/// It may have more verbs:
///
///     watch.remember(memory)    calls memory(x) for every number and all parameters of its state: to save
///                               them in the State of a run, and to restore them when the run continues
///     watch.stops()             its last answer; a run that continues calls it before its first epoch
///     watch.rate()              a factor of the learning rate
///     watch.report()            returns a StopReport
///
/// start may return a std::optional of a watch. It is empty if the policy is off.
template <class P>
concept Stopping = requires(const P& stopping, Probe& theta, const Record& record) {
    requires RunWatch<without_optional<decltype(stopping.start(theta, record))>>;
};

/// Observes a run:     watch(epochs)    returns a function that the run calls with the Record of each epoch
///
/// Any function of a Record is an observer, too. record.last marks the last epoch, for observers that skip
/// epochs. The function may be an object with a verb
///
///     due(steps)    called after each update; if it returns true, the run calls the function within the
///                   epoch, too (record.within)
template <class P>
concept Observer = requires(const P& observer) {
    requires std::invocable < without_optional<decltype(observer.watch(1))>
    &, const Record& > ;
}
|| std::invocable<const P&, const Record&>;

/// The function of an observer that the run calls.
auto watch_of(const auto& observer, int epochs) {
    if constexpr (requires { observer.watch(epochs); })
        return observer.watch(epochs);
    else
        return observer;
}

}  // namespace regula::inline REGULA_ABI
