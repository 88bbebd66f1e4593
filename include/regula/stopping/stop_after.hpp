#pragma once

#include <regula/core/policy.hpp>
#include <regula/core/stop_report.hpp>

namespace regula::inline REGULA_ABI {

/// Ends a run after a number of updates, within an epoch if necessary. Updates count from the very beginning,
/// those of earlier runs included. updates >= 1.
struct StopAfter {
    Index updates = 1;

    void check() const { require(updates >= 1, "StopAfter: updates must be >= 1, got ", updates); }

    struct Watch {
        Index updates, done = 0;
        bool enough(Index steps) const { return steps >= updates; }
        bool should_stop(const auto&, const Record& record) { return enough(done = record.steps); }
        StopReport report() const { return {.by = enough(done) ? "StopAfter" : ""}; }
        void finish(auto&) const {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const { return check(), Watch{updates}; }
};

static_assert(Stopping<StopAfter>);

}  // namespace regula::inline REGULA_ABI
