#include <regula/core/check/stopping.hpp>

#include "support/breaks.hpp"

using namespace regula;

namespace tests::core_check_stopping {

// Policies with one mistake each.

struct Remembers {  // in a place that all runs share
    struct Watch {
        double* best;
        bool should_stop(auto&, const Record& record) {
            const bool stop = record.at("validation_loss") > *best;
            *best = std::min(*best, record.at("validation_loss"));
            return stop;
        }
        void finish(auto&) {}
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const {
        static double best;
        best = 1e9;
        return {&best};
    }
};
struct Forgets {
    struct Watch {
        bool should_stop(auto&, const Record&) { return false; }
        void finish(auto& theta) {
            if constexpr (requires { theta.vector(); }) theta.vector().setZero();
        }
        int best_epoch() const { return 0; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};
struct StopsAtThree {
    struct Watch {
        int best = 0;
        bool should_stop(auto&, const Record& record) { return (best = record.epoch) >= 3; }
        void finish(auto&) {}
        int best_epoch() const { return best; }
    };
    Watch start(const auto&, const Record&) const { return {}; }
};

TEST_CASE("a wrong stopping policy is named") {
    CHECK(breaks(Remembers{}, "the watch of one run does not see another run"));
    CHECK(breaks(Forgets{}, "finish before the first epoch leaves the parameters as they are"));
    CHECK(check(StopsAtThree{}).empty());
}

}  // namespace tests::core_check_stopping
