#pragma once

#include <regula/core/record.hpp>
#include <regula/core/stop_report.hpp>

#include <stdexcept>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The reason for the end of a run: all epochs were done; a stopping policy stopped it; the loss or a
/// parameter was NaN or infinite.
enum class StopReason { completed, stopped_early, diverged };

inline const char* name_of(StopReason reason) {
    return reason == StopReason::completed  ? "completed"
           : reason == StopReason::diverged ? "diverged"
                                            : "stopped early";
}

/// The report of a run.
struct Report {
    std::vector<Record> history = {};  ///< one for each epoch that ended
    StopReason stop_reason = StopReason::completed;
    int epochs = 0;  ///< epochs that ended, of all runs that this one continues
    /// The epoch that a stopping policy found best; without one, that of the smallest validation loss;
    /// without validation data, the last.
    int best_epoch = 0;
    StopReport stop = {};         ///< of the stopping policies
    Index steps = 0;              ///< updates of the parameters
    double seconds = 0;           ///< total
    double training_seconds = 0;  ///< without evaluation and observers
    double samples_per_second = 0;

    /// The best epoch, `best_epoch`. Throws std::invalid_argument if this run has none.
    const Record& best() const {
        for (const Record& record : history)
            if (record.epoch == best_epoch) return record;
        throw std::invalid_argument(text("Report: the best epoch, ", best_epoch, ", is none of this run's ",
                                         history.size(), " (", name_of(stop_reason), ")"));
    }

    /// The last epoch. Throws std::invalid_argument if none ended.
    const Record& last() const {
        require(!history.empty(), "Report: no epoch ended (", name_of(stop_reason), ")");
        return history.back();
    }
};

}  // namespace regula::inline REGULA_ABI
