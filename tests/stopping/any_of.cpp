#include <regula/stopping/any_of.hpp>

#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/rises.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

namespace tests::stopping_any_of {

using test::stopped_at;

const Rises rise{.times = 1, .strip = 2};
const EarlyStopping on_loss{.monitor = "loss", .patience = 2};

TEST_CASE("any_of stops with the first of its criteria, all_of when all say so at once") {
    // rise says stop at 4 and not at 6; on_loss at 5 and 6, and not at 7.
    const std::vector<double> validation{1, 2, 1, 3, 1, 2, 1, 3, 3}, training{9, 8, 7, 7, 7, 7, 6, 6, 6};
    const auto at = [&](const auto& criterion) { return stopped_at(criterion, validation, training); };
    CHECK(at(rise) == 4);
    CHECK(at(on_loss) == 5);
    CHECK(at(any_of(rise, on_loss)) == 4);
    CHECK(at(any_of(on_loss, rise)) == 4);
    CHECK(at(all_of(rise, on_loss)) == 5);  // rise as it said at the end of the strip, at 4
    CHECK(at(all_of(on_loss, Rises{.times = 2, .strip = 2})) == 0);
    CHECK(at(any_of(all_of(rise, on_loss), Rises{.times = 9})) == 5);
}

TEST_CASE("a criterion follows the run whatever the others say") {
    // Were on_loss not asked while rise says no, or after it says yes, it would stop elsewhere.
    const std::vector<double> validation{1, 1, 1, 1, 1, 1, 1, 2}, training{5, 5, 4, 4, 4, 4, 4, 4};
    CHECK(stopped_at(all_of(rise, on_loss), validation, training) == 8);
    CHECK(stopped_at(any_of(rise, on_loss), validation, training) == 5);
}

TEST_CASE("those that say stop are named, and all are checked and begun") {
    Record record{.objective = {{"loss", 1}}, .metrics = {{"validation_loss", 1}}};
    auto progress = any_of(rise, on_loss).begin(record);
    for (const double loss : {1.0, 1.0, 1.0, 1.0}) {
        ++record.epoch;
        record.objective[0].value = loss;
        record.metrics[0].value = record.epoch;
        progress.see(record);
        const std::vector<std::string> names{"", "", "EarlyStopping", "Rises and EarlyStopping"};
        CHECK(progress.name() == names[static_cast<std::size_t>(record.epoch - 1)]);
    }
    CHECK_THROWS_AS(all_of(rise, Rises{.times = 0}).check(), std::invalid_argument);
    CHECK_THROWS_AS(any_of(rise, EarlyStopping{.monitor = "none"}).begin(record), std::invalid_argument);
}

}  // namespace tests::stopping_any_of
