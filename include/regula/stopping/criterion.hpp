#pragma once

#include <regula/core/name.hpp>
#include <regula/core/record.hpp>

#include <concepts>
#include <string>

namespace regula::inline REGULA_ABI {

/// A criterion decides when to stop, not which parameters to restore. It is an aggregate of settings with
///
///     check()           throws std::invalid_argument for settings that make no sense
///     begin(record)     returns the progress of one run; throws for a monitor that the run has not
///
///     progress.see(record)          takes the record of the next epoch
///     progress.stops()              the latest decision of the criterion
///     progress.remember(memory)     calls memory(number) for all that changes, in an order that does not: to
///                                   keep it, and to put it back
///
/// stop_when(criterion) makes a policy of it. EarlyStopping is a criterion and a policy.
template <class C>
concept Criterion = requires(const C& criterion, const Record& record, void (*memory)(double)) {
    criterion.check();
    criterion.begin(record).see(record);
    { criterion.begin(record).stops() } -> std::convertible_to<bool>;
    criterion.begin(record).remember(memory);
};

/// Counts the epochs that a criterion has seen. Throws std::invalid_argument, in the name of `who`, unless a
/// record is of a later epoch: a loop that does not count its epochs would never stop.
class Epochs {
public:
    void see(const Record& record, const char* who) {
        require(record.epoch > last_, who,
                ": record.epoch must grow from record to record and be 1 after the "
                "first epoch, got ",
                record.epoch, " after ", last_);
        last_ = record.epoch;
    }

private:
    int last_ = 0;
};

/// The name of the criterion that stops, for reports; of several criteria, the names of those that do.
std::string name_of(const auto& criterion, const auto& progress) {
    if constexpr (requires { progress.name(); })
        return progress.name();
    else
        return policy_name(criterion);
}

}  // namespace regula::inline REGULA_ABI
