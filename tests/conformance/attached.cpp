// What a run does with a policy depends on its kind and its place, not on the policy. It is asked here, once
// a kind, of policies that do something simple; regula::check asks every policy its verbs.
#include <regula/core/pipeline.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::conformance_attached {

struct Price {  // of 3 for each unit of weight
    double value(const auto& w) const { return 3 * static_cast<double>(w.sum()); }
    void add_gradient(const auto&, auto& g) const { g.array() += 3; }
    void prox(auto& w, double step) const { w.array() -= static_cast<float>(3 * step); }
    template <class Steps>
    void prox(auto& w, const Eigen::MatrixBase<Steps>& steps) const {
        w -= 3 * steps;
    }
};
struct Halving {
    void decay(auto& w, double step) const { w *= static_cast<float>(1 - step / 2); }
};
struct Doubling {
    void project(auto& w) const { w *= 2; }
};
struct Adding {
    void perturb(auto& x, Key key) const { x.array() += static_cast<float>(key.uniform(0)); }
};
struct Tripling {
    void gate(auto& gain, Key) const { gain *= 3; }
};
struct TriplingAndOne {
    void gate(auto& x, auto& gain, Key) const {
        x *= 3;
        x.array() += 1;
        gain *= 3;
    }
};
struct Reversing {
    void mix(auto& x, auto& t, Key) const {
        x = x.rowwise().reverse().eval();
        t = t.rowwise().reverse().eval();
    }
};
struct Clips {
    void clip(auto& g) const { g /= 2; }
};
struct Climbs {
    bool up;
    bool ascend(auto& w, const auto& g) const { return up ? (w += g, true) : false; }
};
struct ByLayer {  // its coefficient depends on the block
    double factor = 1;
    ByLayer in(const Block& block) const { return {factor * (block.layer + 1)}; }
    void project(auto& w) const { w *= static_cast<float>(factor); }
};

template <class Scalar>
Parameters<Scalar> two_layers() {
    Parameters<Scalar> theta{
        {{.role = Role::weight, .layer = 0, .name = "0", .rows = 4, .cols = 3},
         {.role = Role::bias, .layer = 0, .name = "0.bias", .rows = 3, .cols = 1},
         {.role = Role::weight, .layer = 1, .name = "1", .rows = 3, .cols = 2},
         {.role = Role::noise_scale, .layer = 1, .name = "1.noise", .rows = 3, .cols = 2}}};
    for (Index i = 0; i < theta.size(); ++i) theta.vector()[i] = static_cast<Scalar>(i + 1);
    return theta;
}

/// What becomes of the parameters where act(slot, view) is called for each block, as a run does.
template <class Scalar>
Parameters<Scalar> after(const auto& act) {
    Parameters<Scalar> theta = two_layers<Scalar>();
    for_each_slot(theta.blocks(), [&](auto slot) {
        auto view = theta[slot.block];
        act(slot, view);
    });
    return theta;
}

/// That f was applied to each block of weights by itself, and the rest of the parameters stayed as it was.
template <class Scalar>
void check_weights(const Parameters<Scalar>& got, const auto& f) {
    const Parameters<Scalar> before = two_layers<Scalar>();
    for (const Block& block : before.blocks()) {
        INFO(block.name);
        const Matrix<Scalar> w = before[block];
        CHECK(got[block] == (block.role == Role::weight ? Matrix<Scalar>{f(w)} : w));
    }
}

TEMPLATE_TEST_CASE(
    "attached to weights, a policy does to each block what its verb does, and nothing to others", "", float,
    double) {
    using M = Matrix<TestType>;
    const StepTime now;
    const auto settled = [&](const auto& run, const auto& prox_step) {
        return after<TestType>([&](auto slot, auto& w) {
            run.prox_and_project(
                slot, w, [&]() -> const auto& { return prox_step; }, now);
        });
    };
    check_weights(settled(pipeline(Doubling{}), 0.5), [](const M& w) { return M{2 * w}; });
    check_weights(settled(pipeline(Price{}), 0.5), [](const M& w) { return M{w.array() - 1.5f}; });
    check_weights(settled(pipeline(subgradient(Price{})), 0.5), [](const M& w) { return w; });
    check_weights(after<TestType>([&](auto slot, auto& w) { pipeline(Halving{}).decay(slot, w, 0.5, now); }),
                  [](const M& w) { return M{0.75f * w}; });
    check_weights(after<TestType>([&](auto slot, auto& g) {
                      pipeline(subgradient(Price{})).add_gradient(slot, g, g, now);
                  }),
                  [](const M& w) { return M{w.array() + 3}; });
    check_weights(
        after<TestType>([&](auto slot, auto& g) { pipeline(Price{}).add_gradient(slot, g, g, now); }),
        [](const M& w) { return w; });  // it takes its proximal step instead
    check_weights(after<TestType>([&](auto slot, auto& w) {
                      Matrix<TestType> gain;
                      pipeline(on(weights, Tripling{})).disturb(slot, w, gain, now);
                  }),
                  [](const M& w) { return M{3 * w}; });
}

TEST_CASE("attached to weights, an elementwise prox gets the prox_step of each weight") {
    Matrix<double> w = Matrix<double>::Constant(2, 3, 7), steps{{1, 2, 3}, {0, 0.5, 1}};
    const Block block;
    pipeline(Price{}).prox_and_project(
        Slot<Role::weight>{block}, w, [&]() -> const auto& { return steps; }, StepTime{});
    CHECK(w == Matrix<double>{{4, 1, -2}, {7, 5.5, 4}});
}

TEST_CASE("attached to weights, a penalty charges its value for each block, and for no other") {
    const auto run = pipeline(Price{});
    std::array<double, 1> values{};
    const Parameters<double> theta = two_layers<double>();
    for_each_slot(theta.blocks(),
                  [&](auto slot) { run.add_values(slot, theta[slot.block], StepTime{}, values); });
    CHECK(values[0] == 3 * (theta["0"].sum() + theta["1"].sum()));
}

TEST_CASE("a policy whose coefficients depend on the block is asked for that block") {
    const auto got = after<double>([](auto slot, auto& w) {
        pipeline(ByLayer{3})
            .prox_and_project(
                slot, w, [] { return 1.0; }, StepTime{});
    });
    const auto before = two_layers<double>();
    CHECK(got["0"] == 3 * before["0"]);
    CHECK(got["1"] == 6 * before["1"]);
}

TEMPLATE_TEST_CASE("attached to units, a gate multiplies them by its gains, and noise adds what it draws", "",
                   float, double) {
    using M = Matrix<TestType>;
    const M x = M::Constant(3, 5, TestType(0.25));
    const Block block{.role = Role::hidden};
    const auto disturbed = [&](const auto& run) {
        M y = x, gain;
        run.disturb(Slot<Role::hidden>{block}, y, gain, StepTime{});
        return std::pair{y, gain};
    };
    const auto [gated, gain] = disturbed(pipeline(Tripling{}));
    CHECK(gated == 3 * x);
    CHECK(gain == M::Constant(3, 5, 3));
    const auto [shifted, gain_too] = disturbed(pipeline(TriplingAndOne{}));
    CHECK(shifted == M{(3 * x).array() + 1});
    CHECK(gain_too == M::Constant(3, 5, 3));
    const auto [noisy, none] = disturbed(pipeline(on(hidden, Adding{})));
    CHECK(none.size() == 0);
    CHECK((noisy - x == M::Constant(3, 5, noisy(0) - x(0)) && noisy != x));
}

TEST_CASE("attached to branches, a gate draws one gain for the units of a sample") {
    Matrix<double> y = Matrix<double>::Constant(3, 5, 0.25), gain;
    const Block block{.role = Role::branch};
    pipeline(on(branches, Tripling{})).disturb(Slot<Role::branch>{block}, y, gain, StepTime{});
    CHECK(gain == Matrix<double>::Constant(1, 5, 3));
    CHECK(y == Matrix<double>::Constant(3, 5, 0.75));
}

TEST_CASE("attached to the run, mixing changes inputs and targets, and a clipping and an ascent the vector") {
    Matrix<double> x{{1, 2, 3}, {4, 5, 6}}, t{{7, 8, 9}};
    pipeline(Reversing{}).mix(x, t, StepTime{});
    CHECK(x == Matrix<double>{{3, 2, 1}, {6, 5, 4}});
    CHECK(t == Matrix<double>{{9, 8, 7}});
    Vector<double> w{{1, 2}}, g{{4, 6}};
    pipeline(Clips{}).clip(g, StepTime{});
    CHECK(g == Vector<double>{{2, 3}});
    CHECK(pipeline(Climbs{true}).ascend(w, g, StepTime{}));
    CHECK(w == Vector<double>{{3, 5}});
    CHECK_FALSE(pipeline(Climbs{false}).ascend(w, g, StepTime{}));
    CHECK_FALSE(pipeline(Clips{}).ascend(w, g, StepTime{}));
    CHECK(w == Vector<double>{{3, 5}});
}

/// An auxiliary loss, and what it adds the losses to.
struct Adds {
    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        pass.got = f + loss + batch;
    }
};
struct PassOfNumbers {
    int got = 0;
    double apart(const auto& add) {
        add();
        return got;
    }
};

TEST_CASE(
    "attached to the run, an auxiliary loss gets pass, model, loss and batch, and is charged for what it "
    "adds") {
    PassOfNumbers pass;
    std::array<double, 2> terms{};
    const auto attached = pipeline(Price{}, Adds{});
    static_assert(decltype(attached)::adds_losses && !Pipeline<>::adds_losses);
    attached.add_losses(pass, 1, 20, 300, StepTime{}, terms);
    CHECK(terms == std::array<double, 2>{0, 321});
    CHECK(attached.names() == std::vector<std::string>{"Price on weights", "Adds"});
}

}  // namespace tests::conformance_attached
