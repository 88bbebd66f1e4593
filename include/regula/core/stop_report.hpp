#pragma once

#include <regula/core/abi.hpp>

#include <limits>
#include <string>
#include <utility>

namespace regula::inline REGULA_ABI {

/// What a stopping policy found. A watch that has something to tell has a verb `StopReport report() const`, and fills
/// all but the last epoch and its loss.
struct StopReport {
    std::string by = {};       ///< the criterion that ended the run; empty if none did
    int epoch = 0;             ///< the last one
    std::string monitor = {};  ///< what the best is the best of; empty if no policy looks for it
    int best_epoch = 0;        ///< 0 if there is none
    double best = std::numeric_limits<double>::quiet_NaN();  ///< the monitor there

    /// The training loss of the best epoch and of the last, as the records have it: with noise and gates, and
    /// before each update. That of the parameters themselves is evaluate(model, loss, train).loss.
    double loss_at_best = std::numeric_limits<double>::quiet_NaN();
    double loss = std::numeric_limits<double>::quiet_NaN();

    /// Takes in what another policy of the run found: who stopped first stays, and the best is that of the last,
    /// whose parameters are given back.
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
