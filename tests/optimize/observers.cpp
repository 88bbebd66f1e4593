#include <regula/optimize/observers.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_observers {

/// An observer that cannot be copied and is due after every third update.
struct Third {
    std::unique_ptr<int> owned = std::make_unique<int>(1);
    std::vector<std::string>* seen;
    bool due(Index steps) { return steps % 3 == 0; }
    void operator()(const Record& record) { seen->push_back("third " + std::to_string(record.epoch)); }
};

TEST_CASE("observers see each epoch, in their order; those with a verb due also look within it") {
    std::vector<std::string> seen;
    Observers<> observers;
    CHECK(!observers.any_due(3));
    observers.add([&](const Record& record) { seen.push_back("each " + std::to_string(record.epoch)); });
    CHECK(!observers.any_due(3));
    observers.add(Third{.seen = &seen});
    CHECK(observers.any_due(3));
    CHECK(!observers.any_due(4));
    observers.look({.epoch = 1});
    observers.look_within({.epoch = 2}, 4);
    observers.look_within({.epoch = 2}, 6);
    CHECK(seen == std::vector<std::string>{"each 1", "third 1", "third 2"});
}

}  // namespace tests::optimize_observers
