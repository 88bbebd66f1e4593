#pragma once

#include <regula/core/when.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// An observer with a period in updates; see every_steps.
template <class O>
struct EverySteps {
    using Inner = O;

    Index updates;
    O observer;

    void check() const {
        require(updates >= 1, "every_steps: updates must be >= 1, got ", updates);
        validate(observer);
    }

    template <class Look>
    struct Watch {
        Index updates;
        Look look;
        bool due(Index steps) const { return steps % updates == 0; }
        void operator()(const Record& record) {
            if (record.within || record.last) if_on(look, [&](auto& observe) { observe(record); });
        }
    };

    auto watch(int epochs) const {
        using Look = decltype(watch_of(observer, epochs));
        return Watch<Look>{updates, watch_of(observer, epochs)};
    }
};

/// Calls an observer after every `updates` updates, within an epoch too, and at the end of the last epoch:
///
///     every_steps(1000, Checkpoints{"run", net.parameters(), state})
///
/// Use it for long epochs. The updates count from the very beginning. Within an epoch the model holds the
/// mean in time, if there is one, as between epochs. The state continues within the epoch, bit for bit, and
/// the record has the means so far, without metrics. updates >= 1.
template <class O>
auto every_steps(Index updates, O observer) {
    static_assert(Observer<O>,
                  "regula: every_steps(updates, observer) needs an observer: a function of a Record, or "
                  "a policy with 'auto watch(int epochs) const'");
    return EverySteps<O>{updates, std::move(observer)};
}

}  // namespace regula::inline REGULA_ABI
