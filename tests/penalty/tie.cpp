#include <regula/penalty/tie.hpp>

#include <regula/constraint/non_negative.hpp>
#include <regula/core/check.hpp>
#include <regula/data/dataset.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::penalty_tie {

const std::vector<std::string> none;

/// Two blocks of weights with a bias between them, and a quadratic objective with a minimum for each.
struct Two {
    Parameters<double> theta;
    Vector<double> curvature, goal;

    Two() {
        theta.add({.role = Role::weight, .layer = 0, .name = "a", .rows = 3, .cols = 2});
        theta.add({.role = Role::bias, .layer = 0, .name = "bias", .rows = 2, .cols = 1});
        theta.add({.role = Role::weight, .layer = 1, .name = "b", .rows = 3, .cols = 2});
        curvature = Vector<double>::LinSpaced(theta.size(), 0.5, 2);
        goal.resize(theta.size());
        fill_normal(Key{3}, goal);
    }
    auto objective() const {
        return [this](const auto& at, auto& g) {
            g.vector() = curvature.cwiseProduct(at.vector() - goal);
            return 0.5 * (at.vector() - goal).dot(g.vector());
        };
    }
    /// The minimum with a tie by a L2{strength}, entry by entry: two linear equations.
    Vector<double> tied_by_l2(double strength) const {
        Vector<double> w = goal;
        for (Index i = 0; i < 6; ++i) {
            const Index j = i + 8;
            const double p = curvature[i], q = curvature[j];
            // (p + s) a - s b = p goal_a,  -s a + (q + s) b = q goal_b
            const double s = strength, determinant = p * q + s * (p + q);
            w[i] = (p * (q + s) * goal[i] + s * q * goal[j]) / determinant;
            w[j] = (q * (p + s) * goal[j] + s * p * goal[i]) / determinant;
        }
        return w;
    }
    /// The same by L1{strength}: each weight moves towards the other until the force ends, or both meet.
    Vector<double> tied_by_l1(double strength) const {
        Vector<double> w = goal;
        for (Index i = 0; i < 6; ++i) {
            const Index j = i + 8;
            const double p = curvature[i], q = curvature[j], sign = goal[i] > goal[j] ? 1 : -1;
            w[i] = goal[i] - sign * strength / p, w[j] = goal[j] + sign * strength / q;
            if ((w[i] - w[j]) * sign < 0) w[i] = w[j] = (p * goal[i] + q * goal[j]) / (p + q);
        }
        return w;
    }
};

TEST_CASE("ties obey the laws of couplings") {
    CHECK(check(tie(weights[0], weights[1], L2{0.3})) == none);
    CHECK(check(tie(weights["b"], weights["a"], L1{0.4})) == none);
    CHECK(check(tie(parameters[0], parameters[1], L1{0.4})) == none);
    CHECK(check(tie(biases[0], biases[1], subgradient(L2{0.3}))) == none);
    CHECK(check(tie(weights[0], weights[1], GroupLasso{0.3})) == none);
    CHECK(check(tie(weights[0], weights[1], L2{-1})) != none);
}

TEST_CASE("training ends where the closed form says, for a smooth tie and for one with a kink") {
    for (const double momentum : {0.0, 0.6}) {
        const Sgd sgd{.learning_rate = 0.1, .momentum = momentum, .epochs = 2000};
        Two smooth, kink;
        minimize(smooth.theta, smooth.objective(), sgd, tie(weights["a"], weights["b"], L2{0.7}));
        CHECK((smooth.theta.vector() - smooth.tied_by_l2(0.7)).norm() < 1e-10);
        minimize(kink.theta, kink.objective(), sgd, tie(weights["a"], weights["b"], L1{0.4}));
        CHECK((kink.theta.vector() - kink.tied_by_l1(0.4)).norm() < 1e-10);
        const Matrix<double> apart = kink.theta["a"] - kink.theta["b"];
        CHECK((apart.array() == 0).count() > 0);  // exactly equal
        CHECK((apart.array() == 0).count() < 6);
    }
}

TEST_CASE("Adam takes a proximal step of its own for each of two tied entries") {
    Two problem;
    minimize(problem.theta, problem.objective(),
             Adam{.learning_rate = 0.02, .schedule = CosineDecay{4000}, .epochs = 4000},
             tie(weights[0], weights[1], L1{0.4}));
    CHECK((problem.theta.vector() - problem.tied_by_l1(0.4)).norm() < 1e-6);
}

TEST_CASE("solvers take ties: smooth ones by Lbfgs, those with a kink by ProximalGradient") {
    Two smooth, kink;
    CHECK(
        minimize(smooth.theta, smooth.objective(), Lbfgs{}, tie(weights[0], weights[1], L2{0.7})).converged);
    CHECK((smooth.theta.vector() - smooth.tied_by_l2(0.7)).norm() < 1e-6);
    CHECK(minimize(kink.theta, kink.objective(), ProximalGradient{.tolerance = 1e-10},
                   tie(weights[0], weights[1], L1{0.4}))
              .converged);
    CHECK((kink.theta.vector() - kink.tied_by_l1(0.4)).norm() < 1e-8);
}

TEST_CASE("from soft to hard: the distance of tied blocks falls as 1 / strength") {
    const auto distance = [](double strength) {
        const Vector<double> w = Two{}.tied_by_l2(strength);
        Two trained;
        minimize(trained.theta, trained.objective(), Lbfgs{.tolerance = 1e-12},
                 tie(weights["a"], weights["b"], L2{strength}));
        CHECK((trained.theta.vector() - w).norm() < 1e-6);
        return (trained.theta["a"] - trained.theta["b"]).norm();
    };
    const double slope = std::log(distance(1e3) / distance(1e2)) / std::log(10.0);
    CHECK(std::abs(slope + 1) < 0.01);
}

TEST_CASE("the term has a name in the report, and constraints hold after the tie") {
    Two problem;
    const Report report =
        minimize(problem.theta, problem.objective(), Sgd{.learning_rate = 0.1, .epochs = 50},
                 tie(weights["a"], weights["b"], L1{0.4}), on(weights["a"], NonNegative{}));
    CHECK(problem.theta["a"].minCoeff() >= 0);
    const double value = L1{0.4}.value(Matrix<double>{problem.theta["a"] - problem.theta["b"]});
    CHECK(report.last().at("L1 on weights[\"a\"] - weights[\"b\"]") == Approx(value).epsilon(1e-14));
}

TEST_CASE("a tie that is switched off is no term, and one that does not fit is refused before the run") {
    Two problem;
    const Vector<double> before = problem.theta.vector();
    CHECK_THROWS_WITH(
        minimize(problem.theta, problem.objective(), Sgd{}, tie(weights["a"], weights["c"], L2{1})),
        "tie: needs as many blocks in weights[\"a\"] as in weights[\"c\"], got 1 and 0");
    CHECK_THROWS_WITH(
        minimize(problem.theta, problem.objective(), Sgd{}, tie(weights["a"], weights["b"], L2{-1})),
        "L2: strength must be >= 0, got -1");
    CHECK(problem.theta.vector() == before);
    Two free;
    const Sgd sgd{.learning_rate = 0.1, .epochs = 20};
    const Report report = minimize(problem.theta, problem.objective(), sgd,
                                   when(false, tie(weights["a"], weights["c"], L2{1})));
    minimize(free.theta, free.objective(), sgd);
    CHECK(problem.theta.vector() == free.theta.vector());
    CHECK(report.last().objective.size() == 1);
}

TEST_CASE("a tie changes in time as its schedule says") {
    Two scheduled_tie, fixed;
    const Sgd sgd{.learning_rate = 0.1, .epochs = 30};
    minimize(scheduled_tie.theta, scheduled_tie.objective(), sgd, scheduled([](const StepTime& now) {
                 return tie(weights["a"], weights["b"], L2{now.epoch < 100 ? 0.5 : 7.0});
             }));
    minimize(fixed.theta, fixed.objective(), sgd, tie(weights["a"], weights["b"], L2{0.5}));
    CHECK(scheduled_tie.theta.vector() == fixed.theta.vector());
}

TEMPLATE_TEST_CASE("tied layers of a network learn together, and a step allocates nothing", "", float,
                   double) {
    const auto data = [] {
        Dataset<TestType> made{.inputs = Matrix<TestType>(4, 37), .targets = Matrix<TestType>(4, 37)};
        fill_normal(Key{1}, made.inputs);
        made.targets = made.inputs.array().sin().matrix();
        return made;
    }();
    const auto distance = [&](auto... policies) {
        Network<TestType> net{4, {Dense{4}, Tanh{}, Dense{4}}, Key{2}};
        std::vector<std::size_t> counts;
        counts.reserve(100);
        const auto count = [&](const Record&) { counts.push_back(allocations()); };
        fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.05, .epochs = 60, .batch_size = 3}, policies...,
            count);
        if (allocations_are_counted())
            CHECK(counts[50] - counts[49] < 12);  // of 13 steps: the record of the epoch
        return static_cast<double>((net.parameters()[0] - net.parameters()[2]).norm());
    };
    CHECK(distance(tie(weights[0], weights[1], L2{5})) < 0.1 * distance());
    CHECK(distance(tie(weights[0], weights[1], L1{20})) == 0);
}

}  // namespace tests::penalty_tie
