#pragma once

#include <regula/core/policy.hpp>
#include <regula/core/stop_report.hpp>

namespace regula::inline REGULA_ABI {

/// Ends a run after so many updates of the parameters, in the midst of an epoch if need be, whose record then is that of
/// a part. It counts those of the runs that this one continues, too.
struct Updates {
    Index most;

    void check() const { require(most >= 1, "Updates: most must be >= 1, got ", most); }

    struct Watch {
        Index most;
        Index done = 0;

        bool ends_epoch(Index steps) const { return steps >= most; }
        bool should_stop(const auto&, const Record& record) {
            done = record.steps;
            return stops();
        }
        bool stops() const { return done >= most; }
        void finish(const auto&) const {}
        int best_epoch() const { return 0; }
        StopReport report() const { return {.by = stops() ? "Updates" : ""}; }
        void remember(auto& memory) { memory(done); }
    };

    Watch start(const auto&, const Record&) const { return {most}; }
};

static_assert(Stopping<Updates>);

}  // namespace regula::inline REGULA_ABI
