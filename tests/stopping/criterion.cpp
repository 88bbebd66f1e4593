#include <regula/stopping/criterion.hpp>

#include <regula/stopping/stop_when.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

namespace tests::stopping_criterion {

// A criterion of a user.
struct BelowGoal {
    double goal;
    void check() const {}
    struct Progress {
        double goal;
        bool below = false;
        void see(const Record& record) { below = record.at("validation_loss") < goal; }
        bool stops() const { return below; }
        void remember(auto& memory) { memory(below); }
    };
    Progress begin(const Record&) const { return {goal}; }
};
struct Forgetful {
    void check() const {}
    struct Progress {
        void see(const Record&) {}
        bool stops() const { return false; }
    };
    Progress begin(const Record&) const { return {}; }
};

TEST_CASE("a criterion is what can be checked and begun, and whose progress sees, stops and remembers") {
    static_assert(Criterion<BelowGoal> && Criterion<EarlyStopping>);
    static_assert(!Criterion<Forgetful> && !Criterion<Record>);
    static_assert(!Stopping<BelowGoal> && Stopping<StopWhen<BelowGoal>>);
    CHECK(test::stopped_at(BelowGoal{2}, {5, 3, 2, 1.5, 1}) == 4);
    CHECK(name_of(BelowGoal{2}, BelowGoal{2}.begin({})) == "BelowGoal");
}

}  // namespace tests::stopping_criterion
