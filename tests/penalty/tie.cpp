#include <regula/penalty/tie.hpp>

#include <regula/constraint/non_negative.hpp>
#include <regula/core/check.hpp>
#include <regula/data/dataset.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/huber_penalty.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/l21.hpp>
#include <regula/penalty/l_infinity.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/weighted.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

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
        "tie: needs as many blocks in weights[\"a\"] as in weights[\"c\"], got 1 and 0; the model has a, b");
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

/// Two linear networks on the same whitened inputs, of scale 1 and `scale`. Each loss is a quadratic in its
/// weights, of curvature p and q. So for any penalty Omega
///
///     d = a - b is the prox of Omega at a0 - b0 with step 1/p + 1/q,   a = a0 - r / p,   b = b0 + r / q,
///     r = (a0 - b0 - d) / (1/p + 1/q)
///
/// where a0 and b0 are the weights of the networks trained apart.
struct TwoNetworks {
    static constexpr double scale = 1.5, p = 1, q = scale * scale;
    NetworkDict<double> nets{
        {{"a", 4, {Dense{.units = 3, .bias = false}}}, {"b", 4, {Dense{.units = 3, .bias = false}}}}, Key{5}};
    Dataset<double> data{.inputs = Matrix<double>::Zero(4, 8), .targets = test::drawn(6, 6, 8)};

    TwoNetworks() {
        for (Index i = 0; i < 4; ++i) data.inputs(i, 2 * i) = data.inputs(i, 2 * i + 1) = 2;  // x x' = 8 I
    }
    auto objective() const {
        return [this](auto& pass, const auto& batch) {
            const Node x = pass.input(batch.inputs), y = pass.constant(scale * batch.inputs);
            pass.add_loss("a", SquaredError{}, nets["a"](pass, x), Matrix<double>{batch.targets.topRows(3)});
            pass.add_loss("b", SquaredError{}, nets["b"](pass, y),
                          Matrix<double>{batch.targets.bottomRows(3)});
        };
    }
    auto a() const { return nets.parameters()["a.0.weight"]; }
    auto b() const { return nets.parameters()["b.0.weight"]; }

    /// The distance of trained weights from the closed form.
    double error(const auto& penalty) const {
        const Matrix<double> a0 = data.inputs * data.targets.topRows(3).transpose() / 8,
                             b0 = data.inputs * data.targets.bottomRows(3).transpose() / (8 * scale);
        Matrix<double> d = a0 - b0;
        penalty.prox(d, 1 / p + 1 / q);
        const Matrix<double> r = (a0 - b0 - d) / (1 / p + 1 / q);
        return (a() - (a0 - r / p)).norm() + (b() - (b0 + r / q)).norm();
    }
};

TEMPLATE_TEST_CASE("two networks that train together end where the prox of any penalty says", "", L1, L2,
                   GroupLasso, L21, NuclearNorm, LInfinity, HuberPenalty) {
    const auto penalty = [] {
        if constexpr (std::same_as<TestType, HuberPenalty>)
            return HuberPenalty{.strength = 0.2, .knee = 0.3};
        else
            return TestType{0.2};
    }();
    TwoNetworks two;
    const Sgd sgd{.learning_rate = 0.1, .momentum = 0.3, .epochs = 1500, .batch_size = 8};
    const Report report = minimize(two.nets, two.objective(), two.data, sgd,
                                   tie(weights["a.0.weight"], weights["b.0.weight"], penalty));
    CHECK(two.error(penalty) < 1e-10);
    const double charged = report.last().objective.back().value;
    CHECK(charged == Approx(penalty.value(Matrix<double>{two.a() - two.b()})).epsilon(1e-12));
    CHECK(charged > 0);
}

TEST_CASE("a weighted tie leaves entries of weight 0 free and ties the others") {
    TwoNetworks two, apart;
    Matrix<double> mask = Matrix<double>::Zero(4, 3);
    mask.topRows(2).setConstant(100);
    const Sgd sgd{.learning_rate = 0.1, .epochs = 400, .batch_size = 8};
    const auto masked = weighted(L1{1}, mask);
    minimize(two.nets, two.objective(), two.data, sgd,
             tie(weights["a.0.weight"], weights["b.0.weight"], masked));
    minimize(apart.nets, apart.objective(), apart.data, sgd);
    CHECK(two.a().topRows(2) == two.b().topRows(2));
    CHECK(two.a().bottomRows(2) == apart.a().bottomRows(2));
    CHECK(two.b().bottomRows(2) == apart.b().bottomRows(2));
    CHECK(two.error(masked) < 1e-10);
}

TEST_CASE("two deep networks are tied block by block, and L1 makes one of them the other") {
    NetworkDict<double> nets{{{"a", 4, {Dense{5}, Tanh{}, Dense{2}}}, {"b", 4, {Dense{5}, Tanh{}, Dense{2}}}},
                             Key{5}};
    const Dataset<double> data{.inputs = test::drawn(1, 4, 23), .targets = test::drawn(2, 4, 23)};
    const auto both = [&](auto& pass, const auto& batch) {
        const Node x = pass.input(batch.inputs);
        pass.add_loss("a", SquaredError{}, nets["a"](pass, x), Matrix<double>{batch.targets.topRows(2)});
        pass.add_loss("b", SquaredError{}, nets["b"](pass, x), Matrix<double>{batch.targets.bottomRows(2)});
    };
    const auto of = [](std::string net) {
        return parameters.such([net](const Block& block) { return block.name.starts_with(net); });
    };
    minimize(nets, both, data, Sgd{.learning_rate = 0.05, .epochs = 40, .batch_size = 5},
             tie(of("a."), of("b."), L1{50}), L2{1e-3});
    const Matrix<double> x = test::drawn(3, 4, 6);
    CHECK(nets.predict("a", x) == nets.predict("b", x));
    CHECK(nets.predict("a", x).norm() > 0.1);
}

}  // namespace tests::penalty_tie
