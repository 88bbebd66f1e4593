#include <regula/core/per_minibatch.hpp>

#include <regula/gate/spatial_dropout.hpp>
#include <regula/gate/stochastic_depth.hpp>

#include <regula/core/pipeline.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("all samples of a minibatch have the gains that the first one has without", "", float,
                   double) {
    const auto columns = [](const auto& gate) {
        for (const TestType before : {TestType{1}, TestType{2}}) {  // as the only gate and as a later one
            Matrix<TestType> each = Matrix<TestType>::Constant(7, 5, before), shared = each;
            gate.gate(each, Key{3});
            per_minibatch(gate).gate(shared, Key{3});
            for (Index j = 0; j < 5; ++j) CHECK(shared.col(j) == each.col(0));
            CHECK(each.col(1) != each.col(0));
        }
    };
    columns(Dropout{0.3});
    columns(GaussianGate{0.7});
}

TEST_CASE("the gains that a place draws for a minibatch are those that disturb multiplies by") {
    const auto attached = pipeline(on(hidden, per_minibatch(Dropout{0.3})),
                                   on(hidden[1], per_minibatch(Dropout{0.2})), on(hidden[2], Dropout{0.5}));
    const StepTime now{Key{5}};
    for (const int layer : {0, 1}) {
        const Block block{.role = Role::hidden, .layer = layer, .name = "hidden"};
        const Slot<Role::hidden> slot{block};
        Matrix<double> x = Matrix<double>::Ones(40, 3), gain, drawn(40, 1);
        attached.disturb(slot, x, gain, now);
        attached.draw_for_minibatch(slot, drawn, now);
        CHECK(x == drawn.replicate(1, 3));
        CHECK(attached.drops_units_at(slot));
        CHECK_FALSE(attached.looks_at_samples(slot));
    }
    const Block block{.role = Role::hidden, .layer = 2, .name = "hidden"};
    CHECK(attached.looks_at_samples(Slot<Role::hidden>{block}));
    CHECK(decltype(attached)::drops_units<Role::hidden>);
    CHECK_FALSE(decltype(attached)::drops_units<Role::input>);
}

TEST_CASE("a gate that depends on its place does so within per_minibatch") {
    const Block image{.role = Role::hidden, .name = "hidden[0]", .rows = 24, .cols = 1, .shape = {3, 4, 2}};
    Matrix<double> gain = Matrix<double>::Ones(24, 5);
    per_minibatch(SpatialDropout{0.5}).in(image).gate(gain, Key{3});
    CHECK((gain.colwise() - gain.col(0)).isZero(0));
    CHECK((gain.topRows(12).array() == gain(0, 0)).all());
    const Block branch{.role = Role::branch, .name = "branches[0]", .rows = 1, .cols = 1, .of = 4};
    CHECK(per_minibatch(StochasticDepth{0.8}).in(branch).policy.drop_probability ==
          StochasticDepth{0.8}.in(branch).drop_probability);
}

TEST_CASE("a gate on a schedule is shared on a schedule") {
    const auto gate = per_minibatch(scheduled([](const StepTime& now) { return Dropout{0.1 * now.epoch}; }));
    CHECK(at(gate, StepTime{.epoch = 3}).policy.drop_probability == Approx(0.3));
    CHECK(GateOfMinibatch<policy_at<decltype(gate)>>);
}
