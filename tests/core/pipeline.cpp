#include <regula/core/pipeline.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_pipeline {

struct Plus {
    double shift;
    void perturb(auto& x, Key) const { x.array() += shift; }
};
struct Times {
    double factor;
    void perturb(auto& x, Key) const { x.array() *= factor; }
};
struct Keyed {  // what key a gate was given
    void gate(auto& gain, Key key) const { gain.array() *= key.uniform(0); }
};
struct Cap {
    double most;
    void project(auto& w) const { w = w.cwiseMin(most); }
};
struct Raise {
    double by;
    void project(auto& w) const { w.array() += by; }
};
struct Halve {
    void clip(auto& g) const { g = 0.5 * g; }
};

const std::vector<Block> blocks{{.role = Role::weight, .layer = 0, .name = "0.weight", .rows = 4, .cols = 3},
                                {.role = Role::bias, .layer = 0, .name = "0.bias", .rows = 3, .cols = 1},
                                {.role = Role::weight, .layer = 1, .name = "1.weight", .rows = 3, .cols = 2},
                                {.role = Role::bias, .layer = 1, .name = "1.bias", .rows = 2, .cols = 1}};
const StepTime now{Key{1}};

Matrix<double> ones() { return Matrix<double>::Ones(4, 3); }

TEST_CASE("within a moment, policies act in the order in which they were written") {
    const Slot<Role::weight> slot{blocks[0]};
    const auto settled = [&](const auto& attached) {
        Matrix<double> w = ones();
        attached.prox_and_project(
            slot, w, [] { return 1.0; }, now);
        return w(0);
    };
    CHECK(settled(pipeline(Cap{1.25}, Raise{2})) == 3);
    CHECK(settled(pipeline(Raise{2}, Cap{1.25})) == 1.25);

    Matrix<double> unused;
    const auto disturbed = [&](const auto& attached) {
        Matrix<double> x = ones();
        attached.disturb(Slot<Role::input>{blocks[0]}, x, unused, now);
        return x(0);
    };
    CHECK(disturbed(pipeline(Plus{2}, Times{3})) == 9);
    CHECK(disturbed(pipeline(Times{3}, Plus{2})) == 5);
}

TEST_CASE("a run takes 64 policies") {
    const auto caps = []<std::size_t... i>(std::index_sequence<i...>) {
        return pipeline(Cap{1.25 + static_cast<double>(i)}...);
    };
    const auto attached = caps(std::make_index_sequence<64>{});
    CHECK(attached.size == 64);
    CHECK_NOTHROW(attached.check(blocks));
    Matrix<double> w = 100 * ones();
    attached.prox_and_project(
        Slot<Role::weight>{blocks[0]}, w, [] { return 1.0; }, now);
    CHECK(w(0) == 1.25);
}

TEST_CASE("proximal steps precede projections, and decays are a moment of their own") {
    const Slot<Role::weight> slot{blocks[0]};
    const auto attached = pipeline(Raise{1}, L1{0.25}, decoupled(L2{0.5}));
    Matrix<double> w = 4 * ones();
    attached.decay(slot, w, 0.5, now);  // 4 - 0.5 * 0.5 * 4
    CHECK(w == 3 * ones());
    attached.prox_and_project(
        slot, w, [] { return 2.0; }, now);  // 3 - 2 * 0.25, then + 1
    CHECK(w == 3.5 * ones());
}

TEST_CASE("noise precedes gates, however they are written") {
    Matrix<double> x = ones(), gain;
    const auto attached = pipeline(on(inputs, Keyed{}), Plus{1});
    attached.disturb(Slot<Role::input>{blocks[0]}, x, gain, now);
    CHECK(x == 2 * gain);
    CHECK(gain(0) < 1);
}

TEST_CASE("two gates on one place multiply, and each has a key of its own") {
    Matrix<double> x = ones(), both, first, second;
    const Slot<Role::input> slot{blocks[0]};
    pipeline(on(inputs, Keyed{}), on(inputs, Keyed{})).disturb(slot, x, both, now);
    x = ones();
    pipeline(on(inputs, Keyed{})).disturb(slot, x, first, now);
    CHECK(first(0) != both(0) / first(0));
    x = ones();
    pipeline(L2{1}, MaxNorm{1}, on(inputs, Keyed{})).disturb(slot, x, second, now);
    CHECK(second == first);  // penalties beside a gate do not change its draws

    Matrix<double> dx = ones();
    pipeline(on(inputs, Keyed{}), on(inputs, Keyed{})).take_back(slot, both, dx);
    CHECK(dx == both);
}

TEST_CASE("the draws of a gate depend on the block, the step and the seed") {
    const auto attached = pipeline(on(weights, Keyed{}));
    const auto gain = [&](const Block& block, Key key) {
        Matrix<double> x = ones(), drawn;
        attached.disturb(Slot<Role::weight>{block}, x, drawn, StepTime{key});
        return drawn(0);
    };
    Block elsewhere = blocks[0];
    elsewhere.offset = 12;
    CHECK(gain(blocks[0], Key{1}) == gain(blocks[0], Key{1}));
    CHECK(gain(blocks[0], Key{1}) != gain(elsewhere, Key{1}));
    CHECK(gain(blocks[0], Key{1}) != gain(blocks[0], Key{1}[1]));
}

TEST_CASE("each penalty charges in its own place, and a smooth one enters the gradient") {
    const auto attached = pipeline(L2{0.5}, on(weights[1], L1{2.0}), on(biases, L2{3.0}), MaxNorm{9});
    std::array<double, 4> values{};
    Matrix<double> g = Matrix<double>::Zero(4, 3);
    attached.add_values(Slot<Role::weight>{blocks[0]}, ones(), now, values);
    CHECK(values == std::array<double, 4>{3, 0, 0, 0});
    attached.add_values(Slot<Role::weight>{blocks[2]}, ones(), now, values);
    CHECK(values == std::array<double, 4>{6, 24, 0, 0});
    attached.add_values(Slot<Role::bias>{blocks[1]}, ones(), now, values, 0.5);
    CHECK(values == std::array<double, 4>{6, 24, 9, 0});
    attached.add_gradient(Slot<Role::weight>{blocks[2]}, ones(), g, now);
    CHECK(g == 0.5 * ones());  // L1 takes its proximal step instead
    g.setZero();
    attached.add_gradient(Slot<Role::bias>{blocks[1]}, ones(), g, now);
    CHECK(g == 3 * ones());
}

TEST_CASE("what concerns no policy is known to the compiler, and a place's choice at run time") {
    using Asked = decltype(pipeline(L2{1}, on(hidden[1], Dropout{0.5}), Plus{1}));
    static_assert(Asked::disturbs<Role::hidden> && Asked::gates<Role::hidden>);
    static_assert(Asked::disturbs<Role::input> && !Asked::gates<Role::input>);
    static_assert(Asked::penalizes<Role::weight> && !Asked::penalizes<Role::bias>);
    static_assert(!Asked::disturbs<Role::weight> && !Asked::disturbs<Role::target> && !Asked::clips);
    static_assert(decltype(pipeline(Halve{}))::clips);
    static_assert(decltype(pipeline())::size == 0);
    const auto attached = pipeline(L2{1}, on(hidden[1], Dropout{0.5}), Plus{1});
    CHECK(!attached.gates_at(Slot<Role::hidden>{blocks[0]}));
    CHECK(attached.gates_at(Slot<Role::hidden>{blocks[2]}));
}

TEMPLATE_TEST_CASE("coefficients per layer act on their layers, and biases stay untouched", "", float,
                   double) {
    Dataset<TestType> data{.inputs = Matrix<TestType>(4, 10), .targets = Matrix<TestType>::Zero(2, 10)};
    data.inputs.setZero();  // with zero inputs and targets nothing moves but what the policies move
    auto net = mlp<TestType>({4, 3, 2}, Key{1});
    net.parameters()["0.bias"].setConstant(-0.5);  // dead units: the second layer sees zeros
    const auto before = net.parameters();
    fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.1, .epochs = 2, .batch_size = 10},
        on(weights[0], L2{0.5}), on(weights[1], L1{0.3}));
    const auto& after = net.parameters();
    CHECK(after["0.weight"].isApprox(TestType(0.95 * 0.95) * before["0.weight"], TestType(1e-5)));
    const Matrix<TestType> w = before["1.weight"];
    const Matrix<TestType> soft = w.array().sign() * (w.array().abs() - TestType(0.06)).max(TestType{0});
    CHECK((after["1.weight"] - soft).cwiseAbs().maxCoeff() < 1e-6);
    CHECK(after["0.bias"] == before["0.bias"]);
    CHECK(after["1.bias"] == before["1.bias"]);
}

}  // namespace tests::core_pipeline
