#include <regula/optimize/sgd.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_sgd {

/// J = 1/2 (theta - a)' H (theta - a) over two blocks, weights 3 x 2 and biases 2, which H couples.
template <class Scalar>
struct Bowl {
    Parameters<Scalar> theta;
    Matrix<Scalar> h;
    Vector<Scalar> a;

    Bowl() {
        theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
        theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
        fill_normal(Key{1}, theta.vector());
        Matrix<Scalar> root(8, 8);
        fill_normal(Key{2}, root, 0.5);
        h = root * root.transpose() + Matrix<Scalar>::Identity(8, 8);
        a.resize(8);
        fill_normal(Key{3}, a);
    }
    Vector<Scalar> slope(const Vector<Scalar>& at) const { return h * (at - a); }
    auto objective() const {
        return [this](const Parameters<Scalar>& at, Parameters<Scalar>& g) {
            g.vector() = slope(at.vector());
            return 0.5 * static_cast<double>((at.vector() - a).dot(g.vector()));
        };
    }
};

/// The update as textbooks write it, on one long vector, in double.
struct Textbook {
    Vector<double> w, v;
    void step(const Vector<double>& g, double rate, double m, bool nesterov) {
        for (Index i = 0; i < w.size(); ++i) {
            v[i] = m * v[i] - rate * g[i];
            w[i] += nesterov ? m * v[i] - rate * g[i] : v[i];
        }
    }
};

TEMPLATE_TEST_CASE("sgd, momentum and Nesterov's are the textbook's, step by step, on two blocks", "", float,
                   double) {
    const double tolerance = sizeof(TestType) == 4 ? 1e-4 : 1e-13;
    for (const Sgd& kind : {Sgd{}, Sgd{.momentum = 0.7}, Sgd{.momentum = 0.7, .nesterov = true}}) {
        Bowl<TestType> bowl;
        Textbook book{bowl.theta.vector().template cast<double>(), Vector<double>::Zero(8)};
        State<TestType> state;
        for (int step = 0; step < 12; ++step) {
            Sgd sgd = kind;
            sgd.learning_rate = 0.05;
            sgd.schedule = StepDecay{.every = 4, .factor = 0.5};
            sgd.epochs = step + 1;
            const Vector<TestType> at = book.w.cast<TestType>();
            book.step(bowl.slope(at).template cast<double>(), 0.05 * std::pow(0.5, step / 4), kind.momentum,
                      kind.nesterov);
            minimize(state, bowl.theta, bowl.objective(), sgd);
            CHECK((bowl.theta.vector().template cast<double>() - book.w).norm() < tolerance);
        }
        CHECK(state.steps == 12);
        CHECK(state.epochs == 12);
    }
}

TEST_CASE("momentum is not the same as none, nor Nesterov's as plain") {
    const auto end = [](const Sgd& sgd) {
        Bowl<double> bowl;
        minimize(bowl.theta, bowl.objective(), sgd);
        return bowl.theta.vector();
    };
    const auto plain = end({}), heavy = end({.momentum = 0.7}),
               nesterov = end({.momentum = 0.7, .nesterov = true});
    CHECK((plain - heavy).norm() > 1e-2);
    CHECK((heavy - nesterov).norm() > 1e-2);
}

TEST_CASE("the update of a block that is longer than a piece is the same for every entry") {
    Parameters<float> theta;
    theta.add({.name = "long", .rows = 9001, .cols = 1});
    theta.add({.name = "short", .rows = 3, .cols = 1});
    theta.vector().setConstant(2);
    const auto f = [](const auto& at, auto& g) {
        g.vector() = at.vector();
        return 0.5 * static_cast<double>(at.vector().squaredNorm());
    };
    minimize(theta, f, Sgd{.learning_rate = 0.1, .momentum = 0.5, .epochs = 7});
    CHECK(theta.vector().isConstant(theta.vector()[0], 1e-6F));
    CHECK(theta.vector()[0] < 1);
}

TEST_CASE("the optimum is that of J + Omega for any learning rate and momentum") {
    const Vector<double> h{{0.5, 2, 1, 3}}, a{{1, -2, 0.05, 0.05}};
    const auto f = [&](const auto& at, auto& g) {
        g = h.cwiseProduct(at - a);
        return 0.5 * (at - a).dot(g);
    };
    const Vector<double> excess = (a.cwiseAbs() - (0.3 * h.cwiseInverse())).cwiseMax(0);
    const Vector<double> lasso = a.cwiseSign().cwiseProduct(excess);
    const Vector<double> ridge = h.cwiseProduct(a).cwiseQuotient((h.array() + 0.3).matrix());
    for (const double momentum : {0.0, 0.5, 0.9})
        for (const double rate : {0.02, 0.1}) {
            const Sgd sgd{.learning_rate = rate, .momentum = momentum, .epochs = 4000};
            Vector<double> w = Vector<double>::Ones(4);
            minimize(w, f, sgd, L1{0.3});
            CHECK((w - lasso).cwiseAbs().maxCoeff() < 1e-12);
            CHECK(((w.array() == 0) == (lasso.array() == 0)).all());
            CHECK((lasso.array() == 0).count() == 2);
            w.setOnes();
            minimize(w, f, sgd, L2{0.3});
            CHECK((w - ridge).cwiseAbs().maxCoeff() < 1e-12);
        }
}

TEST_CASE("settings that make no sense are refused in words") {
    const auto refused = [](const Sgd& sgd) {
        try {
            sgd.check();
        } catch (const std::invalid_argument& error) {
            return std::string{error.what()};
        }
        return std::string{"nothing"};
    };
    CHECK(refused({}) == "nothing");
    CHECK(refused({.epochs = 0}) == "nothing");
    CHECK(refused({.learning_rate = 0}) == "Sgd: learning_rate must be > 0, got 0");
    CHECK(refused({.learning_rate = std::nan("")}) == "Sgd: learning_rate must be > 0, got nan");
    CHECK(refused({.momentum = 1}) == "Sgd: momentum must be in [0, 1), got 1");
    CHECK(refused({.momentum = -0.1}) == "Sgd: momentum must be in [0, 1), got -0.1");
    CHECK(refused({.nesterov = true}) == "Sgd: nesterov needs momentum > 0");
    CHECK(refused({.epochs = -1}) == "Sgd: epochs must be >= 0, got -1");
    CHECK(refused({.batch_size = 0}) == "Sgd: batch_size must be >= 1, got 0");
    CHECK(refused({.threads = 0}) == "Sgd: threads must be >= 1, got 0");
}

}  // namespace tests::optimize_sgd
