#pragma once

#include <regula/core/abi.hpp>

#include <limits>
#include <string>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The result of a stopping policy. A watch with a result has a verb `StopReport report() const`, and fills
/// all fields except the last epoch and its loss.
struct StopReport {
    std::string by = {};       ///< the criterion that ended the run; empty if none did
    int epoch = 0;             ///< the last epoch
    std::string monitor = {};  ///< the metric of `best`; empty if no policy monitors one
    int best_epoch = 0;        ///< 0 if there is none
    double best = std::numeric_limits<double>::quiet_NaN();  ///< the monitor at best_epoch

    /// The training loss of the best and of the last epoch, as in the records: with noise and gates, and
    /// before each update. For the loss at the parameters themselves use evaluate(model, loss, train).loss.
    double loss_at_best = std::numeric_limits<double>::quiet_NaN();
    double loss = std::numeric_limits<double>::quiet_NaN();

    /// Adds the result of another policy of the run. The first policy that stopped is kept in `by`. The best
    /// epoch is that of the last policy, because the run restores the parameters of that policy.
    void add(StopReport other) {
        if (by.empty()) by = std::move(other.by);
        if (other.best_epoch == 0 && best_epoch > 0) return;
        monitor = std::move(other.monitor);
        best_epoch = other.best_epoch;
        best = other.best;
        loss_at_best = other.loss_at_best;
    }
};

}  // namespace regula::inline REGULA_ABI
