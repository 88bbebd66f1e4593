#include <regula/optimize/minimize.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

#include <set>

using namespace regula;

namespace tests::optimize_minimize {

/// Linear regression in three weights and a bias, by a user's own objective.
template <class Scalar>
struct Regression {
    Dataset<Scalar> data;
    Parameters<Scalar> theta;

    explicit Regression(Index samples) {
        data.inputs.resize(3, samples);
        fill_normal(Key{1}, data.inputs);
        data.targets.resize(1, samples);
        fill_normal(Key{2}, data.targets);
        data.targets += Matrix<Scalar>{{Scalar(2), Scalar(-1), Scalar(0.5)}} * data.inputs;
        data.targets.array() += Scalar(0.7);
        theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 1});
        theta.add({.role = Role::bias, .name = "b", .rows = 1, .cols = 1});
    }
    static double loss(const Parameters<Scalar>& at, const Batch<Scalar>& batch, Parameters<Scalar>& g) {
        Matrix<Scalar> r = at["w"].transpose() * batch.inputs - batch.targets;
        r.array() += at["b"](0, 0);
        const auto share = Scalar{1} / static_cast<Scalar>(batch.size());
        g["w"] = share * (batch.inputs * r.transpose());
        g["b"](0, 0) = share * r.sum();
        return 0.5 * static_cast<double>(share) * static_cast<double>(r.squaredNorm());
    }
};

const auto nothing = [](const auto&, const auto&, auto&) { return 0.0; };

TEST_CASE("L2 by training ends where (H + aI) w = H w0, in the optimum that the Hessian's eigenvalues say") {
    Matrix<double> root(5, 5);
    fill_normal(Key{9}, root);
    const Matrix<double> h = root * root.transpose() / 5 + 0.05 * Matrix<double>::Identity(5, 5);
    Vector<double> goal(5);
    fill_normal(Key{10}, goal);
    const auto f = [&](const auto& w, auto& g) {
        g = h * (w - goal);
        return 0.5 * (w - goal).dot(g);
    };
    for (const double a : {0.01, 0.3, 5.0})
        for (const double momentum : {0.0, 0.8}) {
            Vector<double> w = Vector<double>::Zero(5);
            minimize(w, f, Sgd{.learning_rate = 0.1, .momentum = momentum, .epochs = 6000}, L2{a});
            const Vector<double> residual = h * w + a * w - h * goal;  // solves (H + aI) w = H w*
            CHECK(residual.norm() < 1e-12);
        }
}

TEST_CASE("L1 by training is the soft threshold where the Hessian is diagonal, and its zeros are the same") {
    const Vector<double> h{{0.5, 1, 2, 4, 1, 3}}, goal{{1, -0.2, 0.1, 2, 0.3, -0.15}};
    const auto f = [&](const auto& w, auto& g) {
        g = h.cwiseProduct(w - goal);
        return 0.5 * (w - goal).dot(g);
    };
    for (const double a : {0.25, 0.31, 2.0}) {
        Vector<double> w = Vector<double>::Ones(6);
        minimize(w, f, Sgd{.learning_rate = 0.2, .epochs = 3000}, L1{a});
        int zeros = 0;
        for (Index i = 0; i < 6; ++i) {
            const double size = std::max(std::abs(goal[i]) - a / h[i], 0.0);
            CHECK(std::abs(w[i] - std::copysign(size, goal[i])) < 1e-12);
            CHECK((w[i] == 0) == (size == 0));
            zeros += w[i] == 0;
        }
        CHECK(zeros > 0);
    }
}

TEST_CASE("L1 by training meets the lasso's conditions for any Hessian, with momentum too") {
    Regression<double> task{40};
    task.data.targets.row(0) =
        0.05 * task.data.inputs.row(0) + task.data.inputs.row(1);  // weight 0 matters little
    for (const double momentum : {0.0, 0.9}) {
        auto theta = task.theta;
        minimize(theta, Regression<double>::loss, task.data,
                 Sgd{.learning_rate = 0.05, .momentum = momentum, .epochs = 4000, .batch_size = 40}, L1{0.2});
        const Batch<double> all{task.data.inputs, task.data.targets, {}};
        auto g = theta;
        Regression<double>::loss(theta, all, g);
        CHECK(theta["w"](0, 0) == 0);
        CHECK(theta["w"](1, 0) > 0);
        for (Index i = 0; i < 3; ++i)
            if (theta["w"](i, 0) == 0)
                CHECK(std::abs(g["w"](i, 0)) <= 0.2);
            else
                CHECK(g["w"](i, 0) == Approx(-std::copysign(0.2, theta["w"](i, 0))).epsilon(1e-10));
        CHECK(std::abs(g["b"](0, 0)) < 1e-12);  // the bias is not penalised
    }
}

TEST_CASE("decoupled decay is coupled decay for plain descent, and neither with momentum nor with Adam") {
    const Vector<double> h{{0.1, 1, 2, 3, 0.5, 0.02}}, goal{{1, -2, 0.5, 1, 2, 3}};
    const auto f = [&](const auto& w, auto& g) {
        g = h.cwiseProduct(w - goal);
        return 0.5 * (w - goal).dot(g);
    };
    const auto difference = [&](const auto& optimizer) {
        Vector<double> coupled = Vector<double>::Ones(6), apart = coupled;
        minimize(coupled, f, optimizer, L2{0.2});
        minimize(apart, f, optimizer, decoupled(L2{0.2}));
        return (coupled - apart).norm() / coupled.norm();
    };
    CHECK(difference(Sgd{.learning_rate = 0.1, .epochs = 1000}) < 1e-12);
    CHECK(difference(Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 200}) > 1e-2);
    CHECK(difference(Adam{.learning_rate = 0.01, .epochs = 3000}) > 1e-2);
}

TEST_CASE("minibatches cover the data once an epoch, in another order each time, the last one short") {
    Dataset<double> data{.inputs = Matrix<double>(1, 11), .targets = Matrix<double>::Zero(1, 11)};
    for (Index j = 0; j < 11; ++j) data.inputs(0, j) = static_cast<double>(j);
    Parameters<double> theta;
    theta.add({.name = "w", .rows = 1, .cols = 1});
    std::vector<double> order;
    std::vector<Index> sizes;
    const auto look = [&](const auto&, const Batch<double>& batch, auto&) {
        sizes.push_back(batch.size());
        for (Index j = 0; j < batch.size(); ++j) order.push_back(batch.inputs(0, j));
        return 0.0;
    };
    minimize(theta, look, data, Sgd{.epochs = 2, .batch_size = 4, .seed = 5});
    CHECK(sizes == std::vector<Index>{4, 4, 3, 4, 4, 3});
    REQUIRE(order.size() == 22);
    const std::vector<double> first(order.begin(), order.begin() + 11),
        second(order.begin() + 11, order.end());
    CHECK(std::set<double>(first.begin(), first.end()).size() == 11);
    CHECK(std::set<double>(second.begin(), second.end()).size() == 11);
    CHECK(first != second);
    order.clear();
    minimize(theta, look, data, Sgd{.epochs = 1, .batch_size = 11, .seed = 5});
    CHECK(order == first);  // the order is of the seed, not of the batch size
    order.clear();
    minimize(theta, look, data, Sgd{.epochs = 1, .batch_size = 11, .seed = 6});
    CHECK(order != first);
}

TEMPLATE_TEST_CASE("the loss is a mean over samples: a short last batch counts by its size", "", float,
                   double) {
    const Regression<TestType> task{23};
    const double tolerance = sizeof(TestType) == 4 ? 1e-5 : 1e-13;
    const Batch<TestType> all{task.data.inputs, task.data.targets, {}};
    auto theta = task.theta, g = theta;
    theta.vector() << TestType(1), TestType(-2), TestType(0.3), TestType(0.1);
    const double mean = Regression<TestType>::loss(theta, all, g);
    for (const Index size : {1, 5, 22, 23, 100}) {
        auto moved = theta;  // a rate so small that nothing moves
        const auto report = minimize(moved, Regression<TestType>::loss, task.data,
                                     Sgd{.learning_rate = 1e-30, .epochs = 1, .batch_size = size}, L2{0.3});
        CHECK(report.last().at("loss") == Approx(mean).epsilon(tolerance));
        CHECK(report.last().at("L2 on weights") == Approx(0.15 * 5.09).epsilon(1e-6));
        CHECK(report.last().sum_of_terms() == Approx(mean + 0.15 * 5.09).epsilon(1e-6));
    }
}

TEST_CASE("a coefficient means the same for any batch size") {
    Regression<double> task{24};
    // every minibatch is the same sample four times, so that minibatches of any size have the same gradient
    task.data.inputs.colwise() = Vector<double>{{1, 2, -1}};
    task.data.targets.setConstant(3);
    const auto after = [&](Index size, int epochs) {
        auto theta = task.theta;
        theta.vector().setConstant(0.4);
        minimize(theta, Regression<double>::loss, task.data,
                 Sgd{.learning_rate = 0.05, .epochs = epochs, .batch_size = size}, L2{0.5}, L1{0.1});
        return theta.vector();
    };
    CHECK((after(24, 12) - after(8, 4)).norm() < 1e-14);
    CHECK((after(24, 12) - after(2, 1)).norm() < 1e-14);
}

TEST_CASE("the report's terms are named, and are what they are by hand") {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 1});
    theta.add({.role = Role::bias, .name = "b", .rows = 1, .cols = 1});
    theta.vector() << 1, -2, 4;
    const auto f = [](const auto&, auto& g) {
        g.vector() << 1, 1, 1;
        return 0.75;
    };
    const auto report = minimize(theta, f, Sgd{.learning_rate = 0.5, .epochs = 1}, on(biases, L2{0.2}),
                                 subgradient(L1{2}), decoupled(L2{9e-9}));
    // w = (1, -2) - 0.5 (1 + 2, 1 - 2) = (-0.5, -1.5), b = 4 - 0.5 (1 + 0.8) = 3.1
    const auto& last = report.last();
    REQUIRE(last.objective.size() == 3);
    CHECK(last.objective[0].name == "loss");
    CHECK(last.objective[1].name == "L2 on biases");
    CHECK(last.objective[2].name == "L1 on weights");
    CHECK(last.at("loss") == 0.75);
    CHECK(last.at("L2 on biases") == Approx(0.1 * 3.1 * 3.1));
    CHECK(last.at("L1 on weights") == Approx(2 * 2.0));
    CHECK(last.sum_of_terms() == Approx(0.75 + 0.961 + 4));
    CHECK(last.learning_rate == 0.5);
    CHECK(report.steps == 1);
    CHECK(report.best_epoch == 1);
}

TEST_CASE("the same seed gives the same bits, another seed others") {
    const Regression<float> task{50};
    const auto end = [&](std::uint64_t seed, int threads) {
        auto theta = task.theta;
        minimize(theta, Regression<float>::loss, task.data,
                 Sgd{.learning_rate = 0.1,
                     .momentum = 0.5,
                     .epochs = 3,
                     .batch_size = 7,
                     .seed = seed,
                     .threads = threads});
        return theta.vector();
    };
    CHECK(end(3, 1) == end(3, 1));
    CHECK(end(3, 1) == end(3, 2));
    CHECK(end(3, 1) != end(4, 1));
}

TEST_CASE("a run in pieces is bit for bit the run in one") {
    const Regression<double> task{50};
    const auto run = [&](State<double>& state, Parameters<double>& theta, int epochs) {
        minimize(state, theta, Regression<double>::loss, task.data,
                 Adam{.schedule = CosineDecay{.epochs = 6}, .epochs = epochs, .batch_size = 7}, L1{0.01});
    };
    auto whole = task.theta, pieces = task.theta;
    State<double> one, several;
    run(one, whole, 6);
    for (const int epochs : {1, 2, 4, 4, 6}) run(several, pieces, epochs);
    CHECK(pieces.vector() == whole.vector());
    CHECK(several.steps == one.steps);
}

TEST_CASE("data and settings that make no sense are refused before the first step, in words") {
    auto theta = Regression<double>{1}.theta;
    const auto run = [&](const Dataset<double>& data, const Sgd& sgd, auto... policies) {
        minimize(theta, nothing, data, sgd, policies...);
    };
    const Dataset<double> good{.inputs = Matrix<double>::Ones(2, 3), .targets = Matrix<double>::Ones(1, 3)};
    CHECK_NOTHROW(run(good, Sgd{}));
    CHECK_THROWS_WITH(run({}, Sgd{}), "Batches: must hold at least one sample, got 0 x 0");
    CHECK_THROWS_WITH(run(good, Sgd{.batch_size = 0}), "Sgd: batch_size must be >= 1, got 0");
    CHECK_THROWS_WITH(run(good, Sgd{}, L1{-0.1}), "L1: strength must be >= 0, got -0.1");
    CHECK_THROWS_WITH(run(good, Sgd{}, on(hidden, L2{1})),
                      "L2: hidden selects no block of this model; it has none there");
    auto bad = good;
    bad.inputs(1, 2) = std::nan("");
    CHECK_THROWS_WITH(run(bad, Sgd{}), "Batches: every input must be finite, got nan at row 1 of sample 2");
    CHECK(theta.vector().isZero(0));
}

TEST_CASE("a function of a vector that throws leaves the vector as the last step did") {
    Vector<double> w{{1, -2}}, twice = w;
    int calls = 0;
    const auto f = [&](const auto& at, auto& g) {
        if (++calls == 3) throw std::runtime_error{"no data"};
        g = at;
        return 0.5 * at.squaredNorm();
    };
    CHECK_THROWS_WITH(minimize(w, f, Sgd{.learning_rate = 0.25, .epochs = 9}), "no data");
    minimize(twice, f, Sgd{.learning_rate = 0.25, .epochs = 2});
    CHECK(w == twice);
    CHECK_THROWS_AS(minimize(w, f, Sgd{.learning_rate = -1}), std::invalid_argument);
    CHECK(w == twice);
}

TEMPLATE_TEST_CASE("a run on a vector or a matrix in pieces is bit for bit the run in one", "",
                   Vector<double>, Matrix<double>) {
    const auto f = [](const auto& w, auto& g) {
        g = w.array().cube() - w.array() + 0.3;
        return (w.array().square().square() / 4 - w.array().square() / 2 + 0.3 * w.array()).sum();
    };
    const auto initial = [] {
        if constexpr (TestType::ColsAtCompileTime == 1)
            return TestType{TestType::LinSpaced(5, -1.5, 2)};
        else
            return TestType{Vector<double>::LinSpaced(6, -1.5, 2).reshaped(3, 2)};
    };
    const auto until = [](int epochs) { return Adam{.learning_rate = 0.05, .epochs = epochs}; };
    TestType whole = initial(), pieces = whole, restarted = whole;
    State<double> state, another;
    minimize(whole, f, until(9), L1{0.1});

    CHECK(minimize(state, pieces, f, until(4), L1{0.1}).steps == 4);
    minimize(restarted, f, until(4), L1{0.1});
    CHECK(pieces == restarted);
    CHECK(minimize(state, pieces, f, until(9), L1{0.1}).steps == 9);
    CHECK(pieces == whole);
    minimize(restarted, f, until(5), L1{0.1});  // afresh, without the memory
    CHECK(restarted != whole);

    TestType longer = TestType::Ones(whole.rows() + 1, whole.cols());
    const TestType ones = longer;
    CHECK_THROWS_AS(minimize(state, longer, f, until(12), L1{0.1}), std::invalid_argument);
    CHECK(longer == ones);
    CHECK(state.steps == 9);
}

TEST_CASE("a gradient of another length than the parameters is refused in words, by optimizers and solvers") {
    Vector<double> w = Vector<double>::Ones(3);
    const auto f = [](const auto&, auto& g) {
        g = Vector<double>::Ones(2);
        return 1.0;
    };
    const std::string says = "the objective must fill a gradient of 3 numbers, one a parameter, got 2";
    CHECK_THROWS_WITH(minimize(w, f, Sgd{}, L1{0.1}), says);
    CHECK_THROWS_WITH(minimize(w, f, Lbfgs{}), says);
    CHECK(w == Vector<double>::Ones(3));
}

}  // namespace tests::optimize_minimize
