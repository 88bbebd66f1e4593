#include <regula/optimize/step.hpp>

#include <regula/constraint/non_negative.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

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

}  // namespace tests::optimize_step
