#pragma once

#include <regula/core/policy.hpp>
#include <regula/core/stop_report.hpp>

#include <string>

namespace regula::inline REGULA_ABI {

/// Ends a run at the end of the first epoch in which a metric, or a term of the objective, is below a value:
/// the goal of the second phase in Goodfellow, Bengio and Courville, Deep Learning, algorithm 7.3. NaN is not
/// below. An unknown monitor throws std::invalid_argument at the start.
struct StopBelow {
    std::string monitor = "validation_loss";
    double value = 0;

    void check() const { require(value == value, "StopBelow: value must be a number, got ", value); }

    struct Watch {
        std::string monitor;
        double value;
        bool below = false;
        bool should_stop(const auto&, const Record& record) { return below = record.at(monitor) < value; }
        StopReport report() const { return {.by = below ? "StopBelow" : ""}; }
        void finish(auto&) const {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record& record) const {
        check();
        record.at(monitor);
        return {monitor, value};
    }
};

static_assert(Stopping<StopBelow>);

}  // namespace regula::inline REGULA_ABI
