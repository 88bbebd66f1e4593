#include <regula/optimize/optimizer.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_optimizer {

/// A user's optimizer: steps of the sign of the gradient.
struct SignDescent {
    double learning_rate = 0.1;
    Schedule schedule = {};
    int epochs = 10;
    Index batch_size = 4;
    std::uint64_t seed = 1;
    int threads = 1;

    void check() const { check_settings(*this, "SignDescent"); }
    int memories() const { return 0; }
    void step(auto&& w, const auto& g, const auto&, double rate, Index) const { w -= rate * g.cwiseSign(); }
    double prox_step(double rate) const { return rate; }
};

struct Settings {
    double learning_rate = 0.1;
    Schedule schedule = {};
    int epochs = 10;
    Index batch_size = 4;
    std::uint64_t seed = 1;
    int threads = 1;
    void check() const {}
};
struct Unreachable : Settings {
    int memories() const { return 0; }
    void step(auto&&, const auto&, const auto&, double, Index) const {}
};

TEST_CASE("what an optimizer has and lacks is told apart") {
    static_assert(Optimizer<Sgd> && HasProxStep<Sgd> && !HasProxStepByEntry<Sgd>);
    static_assert(Optimizer<Adam> && HasProxStepByEntry<Adam> && !HasProxStep<Adam>);
    static_assert(Optimizer<SignDescent>);
    static_assert(HasSettings<Settings> && !HasStep<Settings> && !Optimizer<Settings>);
    static_assert(HasStep<Unreachable> && !Optimizer<Unreachable>);
    static_assert(!Optimizer<double> && !HasSettings<L1>);
    explain_optimizer<SignDescent>();
    SUCCEED();
}

TEST_CASE("a user's optimizer trains with the library's policies") {
    Vector<double> w{{1, -2}};
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return 0.5 * at.squaredNorm();
    };
    minimize(w, f, SignDescent{.learning_rate = 0.25, .epochs = 3});
    CHECK(w == Vector<double>{{0.25, -1.25}});
    minimize(w, f, SignDescent{.learning_rate = 0.25, .epochs = 1}, L1{0.5});
    CHECK(w == Vector<double>{{0, -0.875}});
    CHECK_THROWS_WITH(minimize(w, f, SignDescent{.learning_rate = -1}),
                      "SignDescent: learning_rate must be > 0, got -1");
}

TEST_CASE("a state of other parameters is refused") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 3, .cols = 1});
    State<double> state{.memory = {{"Sgd", {0, 0}, {Vector<double>::Zero(4)}}}};
    const auto f = [](const auto&, auto&) { return 0.0; };
    CHECK_THROWS_WITH(minimize(state, theta, f, Sgd{.momentum = 0.5}),
                      "State: expected a memory of Sgd of 3 numbers, got 4");
}

}  // namespace tests::optimize_optimizer
