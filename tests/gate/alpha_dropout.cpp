#include <regula/gate/alpha_dropout.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
#include <regula/layer/selu.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"

#include <cmath>

using namespace regula;

TEMPLATE_TEST_CASE("units of mean 0 and variance 1 keep both", "", float, double) {
    const double p = 0.3, n = 300.0 * 700;
    Matrix<TestType> x(300, 700), gain = Matrix<TestType>::Ones(300, 700);
    fill_normal(Key{1}, x);
    AlphaDropout{p}.gate(x, gain, Key{2});
    const Matrix<double> y = x.template cast<double>();
    const double fourth = y.array().square().square().mean();
    CHECK(std::abs(y.mean()) < 4 / std::sqrt(n));
    CHECK(std::abs(y.squaredNorm() / n - 1) < 4 * std::sqrt((fourth - 1) / n));
    // A share p of them is at a alpha' + b, the others are scaled by a.
    const double a = 1 / std::sqrt(0.7 * (1 + 0.3 * 1.7580993408473766 * 1.7580993408473766));
    const double at = a * 1.7580993408473766 * (p - 1);
    CHECK(std::abs(static_cast<double>((gain.array() == 0).count()) / n - p) <
          4 * std::sqrt(p * (1 - p) / n));
    CHECK(static_cast<double>(gain.maxCoeff()) == Approx(a).epsilon(1e-4));  // p is rounded
    CHECK(static_cast<double>((gain.array() == 0).select(x, TestType{0}).minCoeff()) ==
          Approx(at).epsilon(1e-4));
}

TEST_CASE("nothing dropped is nothing changed, and dropout drops the same units") {
    Matrix<double> x(70, 9), gain = Matrix<double>::Constant(70, 9, 2);
    fill_normal(Key{1}, x);
    Matrix<double> y = x;
    AlphaDropout{0}.gate(y, gain, Key{3});
    CHECK(y == x);
    CHECK((gain.array() == 2).all());
    Matrix<double> other = gain;
    AlphaDropout{0.3}.gate(y, gain, Key{3});
    Dropout{0.3}.gate(other, Key{3});
    CHECK((gain.array() == 0).cwiseEqual(other.array() == 0).all());
    CHECK_THROWS_WITH(AlphaDropout{1}.check(), "AlphaDropout: drop_probability must be in [0, 1), got 1");
}

TEST_CASE("after other gates in one place the gains multiply, and the shift comes last") {
    const auto attached = pipeline(AlphaDropout{0.3}, GaussianGate{0.4});
    const Block units{.role = Role::hidden, .name = "units", .rows = 20, .cols = 6};
    const Slot<Role::hidden> slot{units};
    Matrix<double> x(20, 6), zero = Matrix<double>::Zero(20, 6), gain, again;
    fill_normal(Key{1}, x);
    const Matrix<double> before = x;
    attached.disturb(slot, x, gain, StepTime{});
    attached.disturb(slot, zero, again, StepTime{});
    CHECK(gain == again);
    CHECK((x - (gain.cwiseProduct(before) + zero)).norm() < 1e-13);
    CHECK(zero.maxCoeff() > 0.2);
    Matrix<double> slope = before;
    attached.take_back(slot, gain, slope);
    CHECK(slope == before.cwiseProduct(gain));
    // The gaussian gains come first, so the shifts are those of AlphaDropout
    CHECK((zero.array() < 0 || zero.array() > 0).all());
    CHECK((zero.array() - zero.maxCoeff()).abs().min((zero.array() - zero.minCoeff()).abs()).maxCoeff() <
          1e-14);
}

TEST_CASE("a step of a network of Selu goes down the gradient of what its units became") {
    const auto [moved, slope] = test::step_and_slope(Selu{}, AlphaDropout{0.3});
    CHECK((moved - slope).norm() < 1e-7 * (1 + slope.norm()));
    CHECK(slope.norm() > 0.1);
}
