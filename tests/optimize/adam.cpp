#include <regula/optimize/adam.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_adam {

template <class Scalar>
Parameters<Scalar> two_blocks() {
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    fill_normal(Key{1}, theta.vector());
    return theta;
}

/// A quadratic that couples all entries.
template <class Scalar>
Vector<Scalar> slope(const Vector<Scalar>& at) {
    Matrix<Scalar> root(8, 8);
    fill_normal(Key{2}, root, 0.5);
    Vector<Scalar> a(8);
    fill_normal(Key{3}, a);
    const Vector<Scalar> from = at - a;
    return root * (root.transpose() * from) + from;
}

const auto objective = [](const auto& at, auto& g) {
    g.vector() = slope(at.vector());
    return static_cast<double>(g.vector().squaredNorm());
};

const Vector<double> curvature{{0.5, 2, 1, 3}}, goal{{1, -2, 0.05, 0.2}};
const auto bowl = [](const auto& at, auto& g) {
    g = curvature.cwiseProduct(at - goal);
    return 0.5 * (at - goal).dot(g);
};

TEMPLATE_TEST_CASE("Adam and AdamW are the paper's, step by step, on two blocks", "", float, double) {
    const double tolerance = sizeof(TestType) == 4 ? 1e-4 : 1e-13;
    for (const double decay : {0.0, 0.4}) {
        auto theta = two_blocks<TestType>();
        Vector<double> w = theta.vector().template cast<double>(), m = Vector<double>::Zero(8), v = m;
        State<TestType> state;
        for (int t = 1; t <= 15; ++t) {
            const Vector<double> g = slope<TestType>(w.cast<TestType>()).template cast<double>();
            for (Index i = 0; i < 8; ++i) {
                m[i] = 0.8 * m[i] + 0.2 * g[i];
                v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
                const double m_hat = m[i] / (1 - std::pow(0.8, t)), v_hat = v[i] / (1 - std::pow(0.95, t));
                const double of_weights = i < 6 ? decay : 0;  // not of biases
                w[i] = w[i] - 0.1 * (m_hat / (std::sqrt(v_hat) + 1e-4) + of_weights * w[i]);
            }
            minimize(state, theta, objective,
                     Adam{.learning_rate = 0.1,
                          .beta1 = 0.8,
                          .beta2 = 0.95,
                          .epsilon = 1e-4,
                          .weight_decay = decay,
                          .epochs = t});
            CHECK((theta.vector().template cast<double>() - w).norm() < tolerance);
        }
        CHECK(state.steps == 15);
        CHECK(list_of(state.memory) == "Adam (2 numbers, 2 vectors)");
    }
}

TEST_CASE("the first step of Adam has the length of the learning rate in every entry of every block") {
    auto theta = two_blocks<double>();
    const Vector<double> before = theta.vector();
    minimize(theta, objective, Adam{.learning_rate = 0.25, .epochs = 1});
    CHECK(((theta.vector() - before).cwiseAbs().array() - 0.25).abs().maxCoeff() < 1e-6);
}

TEST_CASE("Adam with L2 ends in the ridge optimum, and with decoupled decay it does not") {
    const Vector<double> ridge =
        curvature.cwiseProduct(goal).cwiseQuotient((curvature.array() + 0.3).matrix());
    const Adam adam{.learning_rate = 0.05, .schedule = CosineDecay{.epochs = 3000}, .epochs = 3000};
    Vector<double> w = Vector<double>::Ones(4);
    minimize(w, bowl, adam, L2{0.3});
    CHECK((w - ridge).norm() < 1e-7);
    Adam decaying = adam;
    decaying.weight_decay = 0.3;
    Vector<double> decayed = Vector<double>::Ones(4);
    minimize(decayed, bowl, decaying);
    CHECK((decayed - ridge).norm() > 1e-2);
    Vector<double> a = Vector<double>::Ones(4), b = a;  // weight_decay is decoupled(L2) by another name
    minimize(a, bowl, Adam{.learning_rate = 0.1, .weight_decay = 0.3, .epochs = 20});
    minimize(b, bowl, Adam{.learning_rate = 0.1, .epochs = 20}, decoupled(L2{0.3}));
    CHECK((a - b).norm() < 1e-13);
}

TEST_CASE("Adam with L1: zeros are exact, and the lasso's conditions hold") {
    const Vector<double> lasso =
        goal.cwiseSign().cwiseProduct((goal.cwiseAbs() - 0.3 * curvature.cwiseInverse()).cwiseMax(0));
    for (const double beta1 : {0.0, 0.9}) {
        const Adam adam{
            .learning_rate = 0.02, .beta1 = beta1, .schedule = CosineDecay{.epochs = 4000}, .epochs = 4000};
        Vector<double> w = Vector<double>::Ones(4), g;
        minimize(w, bowl, adam, L1{0.3});
        CHECK(w[2] == 0);
        CHECK(((w.array() == 0) == (lasso.array() == 0)).all());
        bowl(w, g);
        for (Index i = 0; i < 4; ++i)
            if (w[i] == 0)
                CHECK(std::abs(g[i]) <= 0.3);
            else
                CHECK(g[i] == Approx(w[i] > 0 ? -0.3 : 0.3).epsilon(1e-4));
        CHECK((w - lasso).norm() < 1e-4);
    }
}

TEST_CASE("settings of Adam that make no sense are refused in words") {
    CHECK_NOTHROW(Adam{}.check());
    CHECK_THROWS_WITH((Adam{.learning_rate = -1}.check()), "Adam: learning_rate must be > 0, got -1");
    CHECK_THROWS_WITH((Adam{.beta1 = 1}.check()), "Adam: beta1 must be in [0, 1), got 1");
    CHECK_THROWS_WITH((Adam{.beta2 = -0.5}.check()), "Adam: beta2 must be in [0, 1), got -0.5");
    CHECK_THROWS_WITH((Adam{.epsilon = 0}.check()), "Adam: epsilon must be > 0, got 0");
    CHECK_THROWS_WITH((Adam{.weight_decay = -0.1}.check()), "Adam: weight_decay must be >= 0, got -0.1");
}

}  // namespace tests::optimize_adam
