#pragma once

#include <regula/core/when.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// An observer whose rhythm are updates of the parameters; see every_steps.
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

/// An observer that is called after every so many updates, within an epoch too, and at the end of the run's
/// last epoch:
///
///     every_steps(1000, Checkpoints{"run", net.parameters(), state})
///
/// For epochs that take long. The updates are those of the state, from the very beginning. Within an epoch
/// the model is what it is between epochs, the mean in time if there is one; the state goes on within the
/// epoch, bit for bit, after the minibatches that it has seen; and the record has the means so far, without
/// metrics. updates >= 1.
template <class O>
auto every_steps(Index updates, O observer) {
    static_assert(Observer<O>,
                  "regula: every_steps(updates, observer) needs an observer: a function of a Record, or "
                  "a policy with 'auto watch(int epochs) const'");
    return EverySteps<O>{updates, std::move(observer)};
}

}  // namespace regula::inline REGULA_ABI
