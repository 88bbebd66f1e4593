#include <regula/optimize/step_memory.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_step_memory {

Parameters<double> two_blocks() {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 3});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    theta.vector().setLinSpaced(1, 8);
    return theta;
}

using Memories = StepMemory<double>;

TEST_CASE("memory begins at zero, counts updates from its beginning, and is seen by pieces and by blocks") {
    const auto theta = two_blocks();
    State<double> state{.steps = 5};
    const Memories memory{theta, state, {"Adam", 2}, {}};
    CHECK(memory.updates() == 0);
    state.steps = 7;
    CHECK(memory.updates() == 2);
    REQUIRE(state.memory.size() == 1);
    CHECK(state.memory[0].owner == "Adam");
    CHECK(state.memory[0].vectors.size() == 2);
    memory.piece(2, 3)(1).setConstant(4);
    CHECK(state.memory[0].vectors[0].isZero(0));
    CHECK(memory.of(theta.block("w"))(1) == Matrix<double>{{0, 4, 4}, {0, 4, 0}});
    CHECK(memory.mean() == nullptr);

    const Memories later{theta, state, {"Adam", 2}, {}};  // goes on from the same beginning
    CHECK(later.updates() == 2);
    CHECK_THROWS_WITH((Memories{theta, state, {"Sgd", 1}, {}}),
                      Catch::Matchers::ContainsSubstring("this run has: Sgd"));
}

TEST_CASE("the mean in time moves by its shares; one that begins late does not count its start") {
    auto theta = two_blocks();
    const Vector<double> start = theta.vector();
    for (const bool counts_found : {true, false}) {
        State<double> state;
        Memories memory{theta, state, {"Sgd", 0}, Memories::Mean{"Ema", counts_found}};
        REQUIRE(memory.mean() != nullptr);
        CHECK(*memory.mean() == start);
        auto moved = theta;
        moved.vector().array() += 8;
        memory.average(moved, 0.25);
        const double first = counts_found ? 2 : 8;  // a first share of 1 if the start does not count
        CHECK(memory.mean()->isApprox(Vector<double>{start.array() + first}, 1e-15));
        memory.average(moved, 0);
        CHECK(memory.mean()->isApprox(Vector<double>{start.array() + first}, 1e-15));
        memory.average(theta, 1);
        CHECK(*memory.mean() == start);
    }
}

}  // namespace tests::optimize_step_memory
