#include <regula/core/mode.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_mode {

const double rate = 0.1, momentum = 0.6;
const int steps = 9;
const Vector<double> curvature{{0.5, 2, 3, 1}}, goal{{1, -2, 0.05, 0}}, begin{{-1, 0.3, 2, 0.7}};

/// Runs J = 1/2 sum h (w - a)^2 with a policy.
template <class Scalar = double>
Vector<Scalar> run(auto policy, double m = 0, double step = rate) {
    const Vector<Scalar> h = curvature.cast<Scalar>(), a = goal.cast<Scalar>();
    Vector<Scalar> w = begin.cast<Scalar>();
    const auto f = [&](const auto& at, auto& g) {
        g = h.cwiseProduct(at - a);
        return 0.5 * static_cast<double>((at - a).dot(g));
    };
    minimize(w, f, Sgd{.learning_rate = step, .momentum = m, .epochs = steps}, policy);
    return w;
}

double same(double w) { return w; }

/// The same by hand, entry by entry: `charge` is what the penalty adds to g, `after` what follows the step,
/// `before` what the weight was made of before it.
Vector<double> by_hand(auto charge, auto after, double m = 0, double (*before)(double) = same) {
    Vector<double> w = begin;
    for (Index i = 0; i < w.size(); ++i) {
        double v = 0;
        for (int t = 0; t < steps; ++t) {
            const double g = curvature[i] * (w[i] - goal[i]) + charge(w[i]);
            v = m * v - rate * g;
            w[i] = after(before(w[i]) + v);
        }
    }
    return w;
}

const auto nothing = [](double) { return 0.0; };
double sign(double x) { return static_cast<double>((x > 0) - (x < 0)); }
double soft(double x, double t) { return sign(x) * std::max(std::abs(x) - t, 0.0); }
double distance(const Vector<double>& a, const Vector<double>& b) { return (a - b).cwiseAbs().maxCoeff(); }

TEST_CASE("a penalty with a kink takes the proximal step of the optimizer's whole reach") {
    CHECK(distance(run(L1{0.3}), by_hand(nothing, [](double w) { return soft(w, rate * 0.3); })) < 1e-15);
    const double reach = rate / (1 - momentum);
    CHECK(distance(run(L1{0.3}, momentum),
                   by_hand(
                       nothing, [&](double w) { return soft(w, reach * 0.3); }, momentum)) < 1e-14);
}

TEST_CASE("subgradient: the penalty enters the gradient") {
    const auto charge = [](double w) { return 0.3 * sign(w); };
    CHECK(distance(run(subgradient(L1{0.3})), by_hand(charge, same)) < 1e-14);
    CHECK(distance(run(subgradient(L1{0.3}), momentum), by_hand(charge, same, momentum)) < 1e-14);
    CHECK(distance(run(subgradient(L1{0.3})), run(L1{0.3})) > 1e-3);
}

TEST_CASE("a smooth penalty enters the gradient, and takes the proximal step when asked") {
    const auto charge = [](double w) { return 0.7 * w; };
    CHECK(distance(run(L2{0.7}, momentum), by_hand(charge, same, momentum)) < 1e-14);
    CHECK(distance(run(proximal(L2{0.7})), by_hand(nothing, [](double w) { return w / (1 + rate * 0.7); })) <
          1e-14);
    CHECK(run(proximal(L2{1e9})).cwiseAbs().maxCoeff() < 1e-6);  // stable for any strength
    CHECK(!(run(L2{1e9}).cwiseAbs().maxCoeff() < 1e6));          // as the gradient's way is not
}

TEST_CASE("decoupled: the penalty bypasses the momentum, and without momentum it does as in the gradient") {
    const auto shrink = [](double w) { return w - rate * 0.7 * w; };
    CHECK(distance(run(decoupled(L2{0.7}), momentum), by_hand(nothing, same, momentum, shrink)) < 1e-14);
    const auto towards_zero = [](double w) { return w - rate * 0.2 * sign(w); };
    CHECK(distance(run(decoupled(L1{0.2})), by_hand(nothing, same, 0, towards_zero)) < 1e-14);
    CHECK(distance(run(decoupled(L2{0.7}), momentum), run(L2{0.7}, momentum)) > 1e-3);
    CHECK(distance(run(decoupled(L2{0.7})), run(L2{0.7})) < 1e-14);
    CHECK(distance(run(decoupled(L1{0.2})), run(subgradient(L1{0.2}))) < 1e-14);
}

TEST_CASE("the modes act on float as on double") {
    const auto close = [](const Vector<float>& a, const Vector<double>& b) {
        return (a.cast<double>() - b).cwiseAbs().maxCoeff() < 1e-5;
    };
    CHECK(close(run<float>(subgradient(L1{0.3})), run(subgradient(L1{0.3}))));
    CHECK(close(run<float>(proximal(L2{0.3})), run(proximal(L2{0.3}))));
    CHECK(close(run<float>(decoupled(L2{0.3})), run(decoupled(L2{0.3}))));
}

TEST_CASE("a mode keeps the kind, the checks and the value of its penalty") {
    static_assert(Penalty<Subgradient<L1>> && !ProximalPenalty<Subgradient<L1>> &&
                  is_smooth<Subgradient<L1>>);
    static_assert(ElementwiseProx<Proximal<L2>> && !is_smooth<Proximal<L2>> && is_smooth<L2>);
    static_assert(Decay<Decoupled<L2>> && !Penalty<Decoupled<L2>>);
    const Matrix<double> w = Matrix<double>{{1, -2}, {0, 3}};
    CHECK(subgradient(L1{0.5}).value(w) == 3);
    CHECK(proximal(L2{0.5}).value(w) == 3.5);
    CHECK_THROWS_WITH(subgradient(L1{-1.0}).check(), "L1: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(proximal(L2{-1.0}).check(), "L2: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(decoupled(L2{-1.0}).check(), "L2: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(run(subgradient(L2{0.5} + L1{-1.0})), "L1: strength must be >= 0, got -1");
}

}  // namespace tests::core_mode
