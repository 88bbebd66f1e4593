#include <regula/model/drawn_units.hpp>

#include <regula/core/per_minibatch.hpp>
#include <regula/gate/dropout.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_drawn_units {

TEST_CASE("kept units are drawn once a place, stream and size, and anew in the next pass") {
    const Block first{.role = Role::hidden, .layer = 0, .name = "0", .rows = 40},
        second{.role = Role::hidden, .layer = 1, .name = "1", .rows = 40};
    const auto attached = pipeline(per_minibatch(Dropout{0.3}));
    auto hooks = hooks_of<double>(attached, StepTime{Key{3}});
    DrawnUnits<double> drawn;
    const auto units = [](const KeptUnits<double>* kept) {
        std::vector<Index> all;
        for (Index i = 0; i < kept->count(); ++i) all.push_back(kept->unit(i));
        return all;
    };

    const auto* const a = drawn.at(first, 0, 40, hooks);
    const auto a_units = units(a);
    CHECK(a->count() < 40);
    CHECK(drawn.at(first, 0, 40, hooks) == a);
    const auto b_units = units(drawn.at(second, 0, 40, hooks)), again = units(drawn.at(first, 1, 40, hooks));
    CHECK(b_units != a_units);
    CHECK(again != a_units);
    CHECK(units(a) == a_units);  // the others have not moved it

    drawn.clear();
    hooks.now.key = Key{4};
    CHECK(units(drawn.at(first, 0, 40, hooks)) != a_units);
    drawn.clear();
    hooks.now.key = Key{3};
    CHECK(units(drawn.at(first, 0, 40, hooks)) == a_units);
}

}  // namespace tests::model_drawn_units
