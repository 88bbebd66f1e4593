#include <regula/optimize/memory.hpp>

#include <regula/core/parameters.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/stopping/any_of.hpp>
#include <regula/stopping/generalization_loss.hpp>
#include <regula/stopping/productivity_quotient.hpp>
#include <regula/stopping/reduce_on_plateau.hpp>
#include <regula/stopping/rises.hpp>
#include <regula/stopping/stop_when.hpp>

#include <cstdint>
#include <limits>

#include "support/catch.hpp"
#include "support/noisy_classes.hpp"

using namespace regula;

namespace tests::optimize_memory {

struct Some {
    int count;
    double value;
    Vector<float> vector;
    bool flag;
    void remember(auto& memory) {
        memory(count);
        memory(vector);
        memory(value);
        memory(flag);
    }
};
struct Nothing {};

// Runs to the end at once, and in pieces of a few epochs, each in a network of its own.
void same_in_pieces(int epochs, auto... policies) {
    const auto train = test::noisy_classes(1, 30), validation = test::noisy_classes(5, 50);
    const auto run = [&](auto& state, auto& net, int until) {
        return fit(state, net, SoftmaxCrossEntropy{}, train, &validation,
                   Sgd{.learning_rate = 0.5, .momentum = 0.9, .epochs = until, .batch_size = 8}, Dropout{0.3},
                   policies...);
    };
    State<double> whole_state, state;
    auto whole = mlp<double>({3, 10, 2}, Key{1}), net = whole;
    const Report uninterrupted = run(whole_state, whole, epochs);
    Report rest;
    int paused_at_another = 0;
    for (int until = 3; until < epochs + 3; until += 3) {
        rest = run(state, net, std::min(until, epochs));
        paused_at_another += state.last.size() > 0 ? 1 : 0;
        auto copy = mlp<double>({3, 10, 2}, Key{7});
        copy.parameters().vector() = net.parameters().vector();
        net = copy;
    }
    CHECK(paused_at_another > 1);
    CHECK(net.parameters().vector() == whole.parameters().vector());
    CHECK(rest.epochs == uninterrupted.epochs);
    CHECK(rest.best_epoch == uninterrupted.best_epoch);
    CHECK(rest.stop_reason == uninterrupted.stop_reason);
    CHECK(rest.stop.by == uninterrupted.stop.by);
    CHECK(rest.stop.best == uninterrupted.stop.best);
    CHECK(rest.stop.loss_at_best == uninterrupted.stop.loss_at_best);
    CHECK(state.steps == whole_state.steps);
    CHECK(state.last == whole_state.last);
    CHECK(state.memory == whole_state.memory);
    REQUIRE(state.watches.size() == whole_state.watches.size());
    for (std::size_t k = 0; k < state.watches.size(); ++k)
        CHECK(state.watches[k].numbers == whole_state.watches[k].numbers);
}

TEST_CASE("what is kept of a watch is put back into another") {
    Some one{3, std::numeric_limits<double>::infinity(), Vector<float>::Constant(2, 0.1F), true};
    Some other{0, 0, Vector<float>::Zero(2), false};
    Memory<float> memory{"Some"};
    memory.keep(one);
    CHECK(memory.text() == "Some (3 numbers, 1 vectors)");
    memory.put_back(other);
    CHECK(other.count == 3);
    CHECK(other.value == one.value);
    CHECK(other.vector == one.vector);
    CHECK(other.flag);
    one.count = 5;
    memory.keep(one);
    CHECK(memory.numbers.size() == 3);
    CHECK(memory.numbers[0] == 5);
    Nothing nothing;
    memory.keep(nothing);
    CHECK(memory.empty());
}

// All integer types, over their whole range.
struct Counts {
    int a = std::numeric_limits<int>::min();
    unsigned b = std::numeric_limits<unsigned>::max();
    Index c = std::numeric_limits<Index>::min();
    std::uint64_t d = std::numeric_limits<std::uint64_t>::max();
    std::int64_t e = (std::int64_t{1} << 53) + 1;
    bool f = true;
    signed char g = -128;
    void remember(auto& memory) {
        memory(a), memory(b), memory(c), memory(d), memory(e), memory(f), memory(g);
    }
};
struct Zeros : Counts {
    Zeros() { a = 0, b = 0, c = 0, d = 0, e = 0, f = false, g = 0; }
};

template <class T>
struct One {
    T x = 1;
    void remember(auto& memory) { memory(x); }
};

TEST_CASE("integers are put back exactly, over the whole range of every type") {
    Counts one;
    Zeros other;
    Memory<float> memory{"Counts"};
    memory.keep(one);
    memory.put_back(other);
    CHECK(other.a == one.a);
    CHECK(other.b == one.b);
    CHECK(other.c == one.c);
    CHECK(other.d == one.d);
    CHECK(other.e == one.e);
    CHECK(other.f);
    CHECK(other.g == one.g);
    for (const Index x : {Index{-1}, Index{0}, std::numeric_limits<Index>::max(), Index{-5000000000}}) {
        One<Index> index{x}, found;
        memory.keep(index);
        memory.put_back(found);
        CHECK(found.x == x);
    }
}

TEST_CASE("numbers that no object can have kept are refused before they are cast") {
    const auto put = [](auto x, std::vector<double> numbers) {
        One<decltype(x)> one{x};
        Memory<float>{"Some", std::move(numbers)}.put_back(one);
        return one.x;
    };
    const double inf = std::numeric_limits<double>::infinity();
    for (const double forged : {1e300, -1e300, std::nan(""), inf, -inf, 0.5, 2147483648.0, -2147483649.0})
        CHECK_THROWS_AS(put(1, {forged}), std::invalid_argument);
    CHECK_THROWS_WITH(put(1, {1e300}),
                      "State: Some remembers 1e+300, expected a whole number in -2147483648 ... 2147483647");
    CHECK_THROWS_AS(put(true, {2}), std::invalid_argument);
    CHECK_THROWS_AS(put(1U, {-1}), std::invalid_argument);
    for (const std::vector<double>& halves :
         {std::vector<double>{2147483648.0, 0}, {0, -1}, {0, 4294967296.0}, {std::nan(""), 0}, {0.5, 0}})
        CHECK_THROWS_AS(put(Index{1}, halves), std::invalid_argument);
    CHECK_THROWS_AS(put(1.0F, {1e300}), std::invalid_argument);
    CHECK(std::isnan(put(1.0F, {std::nan("")})));
    CHECK(put(1.0F, {inf}) == std::numeric_limits<float>::infinity());
    CHECK(put(1.0, {1e300}) == 1e300);
}

TEST_CASE("a vector of another size is refused, unless the object has none yet") {
    Some some{0, 0, Vector<float>::Zero(2), false};
    Memory<float> memory{"Some", {0, 0, 0}, {Vector<float>::Ones(3)}};
    CHECK_THROWS_WITH(memory.put_back(some), "State: Some remembers 3 numbers, expected 2");
    some.vector.resize(0);
    memory.put_back(some);
    CHECK(some.vector == memory.vectors[0]);
}

TEST_CASE("memories are equal if all of them is, whatever the sizes of their vectors") {
    const Memory<float> memory{"Some", {1}, {Vector<float>::Ones(3)}};
    CHECK(memory == memory);
    CHECK(!(memory == Memory<float>{"Other", {1}, {Vector<float>::Ones(3)}}));
    CHECK(!(memory == Memory<float>{"Some", {2}, {Vector<float>::Ones(3)}}));
    CHECK(!(memory == Memory<float>{"Some", {1}, {Vector<float>::Ones(2)}}));
    CHECK(!(memory == Memory<float>{"Some", {1}}));
}

TEST_CASE("a run takes up the memories of its own owners, and refuses a state with others, which stays") {
    const Vector<float> ones = Vector<float>::Ones(2), zeros = Vector<float>::Zero(2);
    using List = std::vector<Memory<float>>;
    const List fresh{{"Adam", {0}, {zeros, zeros}}, {"Ema", {0}, {zeros}}};
    const auto taken = [&](List has) {
        take_up(has, fresh, 2);
        return has;
    };
    const Memory<float> adam{"Adam", {7}, {ones, ones}}, ema{"Ema", {1}, {ones}};
    CHECK(taken({}) == fresh);
    CHECK(taken({adam, ema}) == List{adam, ema});
    CHECK(taken({adam}) == List{adam, fresh[1]});
    CHECK(taken({ema}) == List{fresh[0], ema});
    const auto refused = [&](const List& has) {
        List state = has;
        CHECK_THROWS_AS(take_up(state, fresh, 2), std::invalid_argument);
        CHECK(state == has);
    };
    refused({ema, adam});
    refused({adam, adam});
    refused({adam, {"Swa", {1}, {ones}}});
    refused({{"Adam", {7}, {ones}}});
    refused({{"Adam", {7}, {ones, Vector<float>::Ones(3)}}});
    List other{{"Sgd", {0}, {ones}}};
    CHECK_THROWS_WITH(
        take_up(other, fresh, 2),
        "State: it has the memory of: Sgd (1 numbers, 1 vectors); this run has: Adam (1 numbers, 2 "
        "vectors), Ema (1 numbers, 1 vectors); state.forget_memory() lets them begin afresh");
}

TEST_CASE("a run in pieces is bit for bit the run at once: patience, best, rates and criteria go on") {
    same_in_pieces(40, EarlyStopping{.patience = 7});
    same_in_pieces(14, EarlyStopping{.patience = 100});
    same_in_pieces(25, ReduceOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2},
                   when(false, EarlyStopping{}), EarlyStopping{.patience = 50});
    same_in_pieces(25, stop_when(any_of(ProductivityQuotient{.alpha = 0.2, .strip = 4}, Rises{.times = 9})));
    same_in_pieces(25, stop_when(all_of(GeneralizationLoss{.alpha = 1, .strip = 4}, Rises{.strip = 2})));
}

TEST_CASE("a run that stopped stays stopped, unless its policy has more patience") {
    std::size_t epoch = 0;
    const std::vector<double> curve{5, 4, 6, 6, 6, 3, 7, 7, 7, 7};
    State<double> state;
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 2, .cols = 1});
    const auto run = [&](auto... policies) {
        const auto objective = [&](const auto&, auto& g) {
            g.vector().setConstant(-1);
            return curve.at(epoch++);
        };
        return minimize(state, theta, objective, Sgd{.learning_rate = 1, .epochs = 9}, policies...);
    };
    const EarlyStopping early{.monitor = "loss", .patience = 2}, patient{.monitor = "loss", .patience = 4};
    CHECK(run(early).epochs == 4);
    CHECK(theta.vector() == Vector<double>::Constant(2, 2));
    CHECK(state.last == Vector<double>::Constant(2, 4));
    const Report again = run(early);
    CHECK(again.stop_reason == StopReason::stopped_early);
    CHECK(again.history.empty());
    CHECK(again.stop.best == 4);
    CHECK(theta.vector() == Vector<double>::Constant(2, 2));

    CHECK_THROWS_WITH(run(), Catch::Matchers::ContainsSubstring("this run has: none; state.forget() lets"));
    CHECK(theta.vector() == Vector<double>::Constant(2, 2));
    const Report more = run(patient);
    CHECK(more.epochs == 9);
    CHECK(more.best_epoch == 6);
    CHECK(theta.vector() == Vector<double>::Constant(2, 6));

    state.forget();
    state.epochs = 8;
    epoch = 9;
    CHECK(run().epochs == 9);
    CHECK(theta.vector() == Vector<double>::Constant(2, 7));  // from the best, 6, and not from the last, 9
}

TEST_CASE("a state of other parameters is refused, and nothing has changed") {
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 2, .cols = 1});
    const auto flat = [](const auto&, auto&) { return 1.0; };
    State<double> state{.last = Vector<double>::Ones(3)};
    CHECK_THROWS_WITH(minimize(state, theta, flat, Sgd{}),
                      "State: expected last parameters of 2 numbers, got 3");
    state = {.memory = {{"Sgd", {0, 0}, {Vector<double>::Ones(3)}}}, .last = Vector<double>::Ones(2)};
    CHECK_THROWS_AS(minimize(state, theta, flat, Sgd{.momentum = 0.9}), std::invalid_argument);
    CHECK(theta.vector().isZero(0));
    CHECK(state.last.size() == 2);
}

TEST_CASE("divergence leaves what the watches remembered at the end of the last good epoch") {
    State<double> state;
    Vector<double> unused;
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    const std::vector<double> curve{5, 4, 6, std::nan(""), 6, 6, 6};
    std::size_t epoch = 0;
    const auto objective = [&](const auto&, auto& g) {
        g.vector().setConstant(-1);
        return curve.at(epoch++);
    };
    const EarlyStopping early{.monitor = "loss", .patience = 3};
    const Sgd sgd{.learning_rate = 1, .epochs = 9};
    CHECK(minimize(state, theta, objective, sgd, early).stop_reason == StopReason::diverged);
    CHECK(theta.vector()[0] == 2);
    CHECK(state.last[0] == 3);
    const Report rest = minimize(state, theta, objective, sgd, early);
    CHECK(rest.epochs == 5);  // with the one that waited before
    CHECK(rest.best_epoch == 2);
    CHECK(theta.vector()[0] == 2);
}

}  // namespace tests::optimize_memory
