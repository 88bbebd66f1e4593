#include <regula/optimize/step.hpp>

#include <regula/constraint/non_negative.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/update/ema.hpp>
#include <regula/update/polyak.hpp>
#include <regula/update/swa.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::optimize_step {

struct Plus {
    double shift;
    void perturb(auto& x, Key) const { x.array() += shift; }
};
struct ToLength {
    double most;
    void clip(auto& g) const {
        if (g.norm() > most) g = (most / g.norm()) * g;
    }
};

TEST_CASE("clipping sees the gradient of all blocks at once, smooth penalties included") {
    auto theta = test::two_blocks();
    const Vector<double> before = theta.vector();
    Vector<double> g = before;
    g.head(4) *= 1.5;  // with L2 on the weights
    minimize(theta, test::half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, ToLength{2}, L2{0.5});
    CHECK((theta.vector() - (before - 0.1 * (2 / g.norm()) * g)).norm() < 1e-14);
}

TEST_CASE("noise on weights moves where the gradient is taken, not the weights") {
    auto theta = test::two_blocks();
    const Vector<double> before = theta.vector();
    const auto report =
        minimize(theta, test::half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, on(weights, Plus{1}));
    Vector<double> seen = before;
    seen.head(4).array() += 1;
    CHECK((theta.vector() - (before - 0.1 * seen)).norm() < 1e-14);
    CHECK(report.last().at("loss") == Approx(0.5 * seen.squaredNorm()));
}

TEST_CASE("a gate on weights is DropConnect: a dropped weight has no gradient, a kept one the gain twice") {
    auto theta = test::two_blocks();
    theta[0].setOnes();
    minimize(theta, test::half_square, Sgd{.learning_rate = 0.1, .epochs = 1}, on(weights, Dropout{0.375}));
    // the objective sees w gain, so that dJ/dw = gain^2 w, and gain is 0 or 1 / 0.625
    for (Index i = 0; i < 4; ++i) {
        const double w = theta.vector()[i];
        CHECK((w == 1 || std::abs(w - (1 - 0.1 / (0.625 * 0.625))) < 1e-8));
    }
    CHECK(theta["b"](1, 0) == Approx(1.8));
}

TEST_CASE("projections come last, so that the set holds after every step") {
    auto theta = test::two_blocks();
    minimize(theta, test::half_square, Sgd{.learning_rate = 0.3, .momentum = 0.9, .epochs = 3}, NonNegative{},
             L1{0.1});
    CHECK(theta["w"].minCoeff() >= 0);
    CHECK(theta["b"].minCoeff() < 0);
}

// A user's optimizer with a memory like that of Sgd.
struct Heavy : Sgd {
    int memories() const { return 1; }
};

// Runs that differ in what they remember; each is called with a rate, epochs, a state and parameters.
struct Kind {
    std::vector<std::string> owners;
    std::function<void(double, int, State<double>&, Parameters<double>&)> run;
};
std::vector<Kind> kinds() {
    std::vector<Kind> all;
    const auto add = [&](std::vector<std::string> owners, auto optimizer, auto... policies) {
        all.push_back({std::move(owners),
                       [=](double rate, int epochs, State<double>& state, Parameters<double>& theta) mutable {
                           optimizer.learning_rate = rate;
                           optimizer.epochs = epochs;
                           minimize(state, theta, test::half_square, optimizer, policies...);
                       }});
    };
    Sgd momentum;
    momentum.momentum = 0.9;
    Heavy heavy;
    heavy.momentum = 0.9;
    const auto with_means = [&](const std::vector<std::string>& owners, const auto& optimizer) {
        const auto and_mean = [&](const char* mean) {
            auto both = owners;
            both.push_back(mean);
            return both;
        };
        add(owners, optimizer);
        add(and_mean("Ema"), optimizer, Ema{0.9});
        add(and_mean("Swa"), optimizer, Swa{.start = 2});
        add(and_mean("Polyak"), optimizer, Polyak{2});
    };
    with_means({}, Sgd{});
    with_means({"Sgd"}, momentum);
    with_means({"Heavy"}, heavy);
    with_means({"Adam"}, Adam{});
    return all;
}

TEST_CASE(
    "a state goes on with its own owners and new ones, and with others is refused by their names, "
    "unchanged") {
    for (const Kind& first : kinds())
        for (const Kind& second : kinds()) {
            auto theta = test::two_blocks();
            State<double> state;
            first.run(0.1, 5, state, theta);
            const Vector<double> before = theta.vector();
            const auto memory = state.memory;
            const auto has = [&](const std::string& owner) {
                return std::count(second.owners.begin(), second.owners.end(), owner) > 0;
            };
            if (std::all_of(first.owners.begin(), first.owners.end(), has)) {
                second.run(0.1, 6, state, theta);
                CHECK(state.memory.size() == second.owners.size());
                if (first.owners != second.owners) continue;
                auto whole = test::two_blocks();
                State<double> at_once;
                second.run(0.1, 6, at_once, whole);
                CHECK(theta.vector() == whole.vector());
                CHECK(state.memory == at_once.memory);
                continue;
            }
            std::string why;
            try {
                second.run(1e-9, 6, state, theta);
            } catch (const std::invalid_argument& error) {
                why = error.what();
            }
            const auto middle = why.find("; this run has: "), end = why.find("; state.forget_memory()");
            REQUIRE(end != std::string::npos);
            for (const auto& owner : first.owners) CHECK(why.find(owner + " (") < middle);
            for (const auto& owner : second.owners) CHECK(why.find(owner + " (", middle) < end);
            CHECK(theta.vector() == before);
            CHECK(state.memory == memory);
            CHECK(state.epochs == 5);
            state.forget_memory();
            second.run(1e-9, 6, state, theta);
            CHECK((theta.vector() - before).norm() < 1e-6);
        }
}

TEST_CASE("an optimizer that begins on an old state is one that begins") {
    auto old = test::two_blocks();
    State<double> state, fresh;
    minimize(state, old, test::half_square, Sgd{.learning_rate = 0.01, .epochs = 50});
    auto young = old;
    minimize(state, old, test::half_square, Adam{.learning_rate = 0.1, .epochs = 57}, L1{0.1});
    minimize(fresh, young, test::half_square, Adam{.learning_rate = 0.1, .epochs = 7}, L1{0.1});
    CHECK(old.vector() == young.vector());
    CHECK(state.steps == 57);
}

TEST_CASE("a mean that begins on an old state is of the updates since, for each kind of mean") {
    const double rate = 0.3;
    const auto iterate = [&](int t) { return std::pow(1 - rate, t); };
    // What the model has after `updates`, the mean having begun after `begun`; the parameter begins at 1.
    const auto after = [&](int begun, int updates, auto mean) {
        Parameters<double> theta;
        theta.add({.role = Role::weight, .name = "w", .rows = 1, .cols = 1});
        theta.vector() << 1;
        State<double> state;
        const auto run = [&](int epochs, auto... policies) {
            minimize(state, theta, test::half_square, Sgd{.learning_rate = rate, .epochs = epochs},
                     policies...);
        };
        run(begun);
        run(begun + 2, mean);  // and in two pieces
        run(updates, mean);
        return theta.vector()[0];
    };
    const auto mean_of = [&](std::vector<int> updates) {
        double sum = 0;
        for (const int t : updates) sum += iterate(t);
        return sum / static_cast<double>(updates.size());
    };
    for (const int begun : {0, 3}) {
        CHECK(after(begun, 7, Polyak{4}) == Approx(mean_of({4, 5, 6, 7})).epsilon(1e-13));
        CHECK(after(begun, 7, Swa{.start = 4}) == Approx(mean_of({4, 5, 6, 7})).epsilon(1e-13));
        CHECK(after(begun, 11, Swa{.start = 4, .every = 3}) == Approx(mean_of({4, 7, 10})).epsilon(1e-13));
    }
    CHECK(after(5, 9, Polyak{}) == Approx(mean_of({6, 7, 8, 9})).epsilon(1e-13));
    CHECK(after(5, 9, Swa{}) == Approx(mean_of({6, 7, 8, 9})).epsilon(1e-13));
    CHECK(after(5, 13, Swa{.start = 4, .every = 3}) == Approx(mean_of({7, 10, 13})).epsilon(1e-13));
    CHECK(after(5, 7, Swa{.start = 4, .every = 4}) == Approx(iterate(7)).epsilon(1e-13));  // none yet
    double sum = 0, weights = 0;
    for (int t = 6; t <= 9; ++t) sum += std::pow(0.8, 9 - t) * iterate(t), weights += std::pow(0.8, 9 - t);
    CHECK(after(5, 9, Ema{0.8}) == Approx(sum / weights).epsilon(1e-13));
    CHECK(after(5, 9, Ema{.decay = 0.8, .corrected = false}) ==
          Approx(0.2 * sum + std::pow(0.8, 4) * iterate(5)).epsilon(1e-13));
}

TEST_CASE("forged numbers of a memory are refused, and nothing has changed") {
    const Vector<double> some = Vector<double>::Ones(6);
    for (const double bad : {std::nan(""), 1e300, -1.0, 0.5, 71.0}) {
        auto theta = test::two_blocks();
        const Vector<double> before = theta.vector();
        State<double> state{.epochs = 3, .steps = 70, .memory = {{"Adam", {0, bad}, {some, some}}}};
        CHECK_THROWS_AS(minimize(state, theta, test::half_square, Adam{}), std::invalid_argument);
        state.memory = {{"Ema", {bad == 0.5 ? 1.5 : bad}, {some}}};
        CHECK_THROWS_AS(minimize(state, theta, test::half_square, Sgd{}, Ema{}), std::invalid_argument);
        CHECK(theta.vector() == before);
        CHECK(state.memory.size() == 1);
        CHECK(state.memory[0].numbers.size() == 1);
    }
}

}  // namespace tests::optimize_step
