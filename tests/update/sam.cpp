#include <regula/update/sam.hpp>

#include <regula/core/when.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/update/clip_norm.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::update_sam {

Vector<double> curvatures() { return Vector<double>::LinSpaced(6, 0.3, 4); }

/// J = 1/2 sum_i h_i theta_i^2
const auto quadratic = [](const auto& at, auto& g) {
    g.vector() = curvatures().cwiseProduct(at.vector());
    return 0.5 * static_cast<double>(at.vector().dot(g.vector()));
};

Vector<double> gradient_above(const Vector<double>& w, double rho) {
    const Vector<double> g = curvatures().cwiseProduct(w);
    return g + rho * curvatures().cwiseProduct(g) / g.norm();
}

TEMPLATE_TEST_CASE("Sam goes rho far along the gradient, however short it is", "", float, double) {
    Vector<TestType> g(3), w = Vector<TestType>::Constant(3, TestType(0.5));
    g << 2, -4, std::sqrt(TestType(5));  // of length 5
    const Vector<TestType> expected = w + TestType(0.06) * g;
    for (const TestType scale : {TestType(1), TestType(1e-30), TestType(1e30)}) {
        Vector<TestType> moved = w;
        const Vector<TestType> scaled = scale * g;
        CHECK(Sam{0.3}.ascend(moved, scaled));
        CHECK((moved - expected).norm() <= 8 * std::numeric_limits<TestType>::epsilon());
    }
}

TEST_CASE("without a gradient or with rho = 0 Sam stays, and says so") {
    const Vector<double> before = test::two_blocks().vector(), zero = Vector<double>::Zero(6);
    Vector<double> w = before;
    CHECK_FALSE(Sam{0.3}.ascend(w, zero));
    CHECK_FALSE(Sam{0}.ascend(w, before));
    CHECK(w == before);
}

TEST_CASE("the gradient is taken above, the step and the penalty at the parameters") {
    auto theta = test::two_blocks();
    Vector<double> w = theta.vector();
    const auto report = minimize(theta, quadratic, Sgd{.learning_rate = 0.1, .epochs = 3}, Sam{0.7}, L2{0.5});
    CHECK(std::abs(report.history[0].objective[0].value - 0.5 * w.dot(curvatures().cwiseProduct(w))) < 1e-13);
    for (int epoch = 0; epoch < 3; ++epoch) {
        Vector<double> g = gradient_above(w, 0.7);
        g.head(4) += 0.5 * w.head(4);
        w -= 0.1 * g;
    }
    CHECK((theta.vector() - w).norm() < 1e-13);
}

TEST_CASE("Sam follows a schedule, and is none where it is switched off") {
    const Sgd once{.learning_rate = 0.1, .epochs = 1};
    auto plain = test::two_blocks(), off = test::two_blocks(), half = test::two_blocks();
    minimize(plain, quadratic, once);
    minimize(off, quadratic, once, when(false, Sam{0.7}));
    CHECK(off.vector() == plain.vector());
    minimize(half, quadratic, once, scheduled(Sam{0.7}, &Sam::rho, [](double) { return 0.5; }));
    const Vector<double> w = test::two_blocks().vector();
    CHECK((half.vector() - (w - 0.1 * gradient_above(w, 0.35))).norm() < 1e-13);
}

TEST_CASE("both gradients have the same gates on weights, taken back once each") {
    const Sgd once{.learning_rate = 0.1, .epochs = 1};
    const auto gates = on(weights, Dropout{0.3});
    auto plain = test::two_blocks(), off = test::two_blocks(), above = test::two_blocks();
    minimize(plain, quadratic, once, gates);
    minimize(off, quadratic, once, gates, Sam{0});
    CHECK(off.vector() == plain.vector());
    minimize(above, quadratic, once, gates, Sam{0.7});
    // Through a gain z the quadratic has the curvature z^2 h, so the first step tells it.
    const Vector<double> w = test::two_blocks().vector(), g = (w - plain.vector()) / 0.1,
                         h = g.cwiseQuotient(w);
    CHECK((above.vector() - (w - 0.1 * (g + 0.7 * h.cwiseProduct(g) / g.norm()))).norm() < 1e-13);
}

TEMPLATE_TEST_CASE("a step of a network with Sam takes the gradient above, with the same noise and masks", "",
                   float, double) {
    Dataset<TestType> data{.inputs = Matrix<TestType>(3, 23), .labels = Labels(23)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < 23; ++j) data.labels[j] = data.inputs(0, j) > 0.3 ? 1 : 0;
    const double rate = 0.5;
    const auto stepped = [&](const Vector<TestType>& from, auto... policies) -> Vector<TestType> {
        auto net = mlp<TestType>({3, 5, 2}, Key{5});
        if (from.size() > 0) net.parameters().vector() = from;
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = rate, .epochs = 1, .batch_size = 23},
            Dropout{0.3}, on(inputs, GaussianNoise{0.2}), on(weights, Dropout{0.3}), policies...);
        return net.parameters().vector();
    };
    const Vector<TestType> w = mlp<TestType>({3, 5, 2}, Key{5}).parameters().vector();
    const Vector<TestType> g = (w - stepped(w)) / TestType(rate);
    const Vector<TestType> high = w + TestType(0.4) * g.normalized();
    const Vector<TestType> above = (high - stepped(high)) / TestType(rate);
    const double rounding = 64 * double(std::numeric_limits<TestType>::epsilon());
    CHECK((stepped(w, Sam{0.4}) - (w - TestType(rate) * above)).norm() < rounding);
    // It is the gradient above that is clipped.
    CHECK((stepped(w, Sam{0.4}, ClipNorm{0.01}) - (w - TestType(rate * 0.01) * above.normalized())).norm() <
          rounding);
    CHECK((g - above).norm() > 100 * rounding);
}

TEST_CASE("a loss that is not finite above ends the run where it was") {
    auto theta = test::two_blocks();
    const Vector<double> before = theta.vector();
    const auto walled = [&](const auto& at, auto& g) {
        return at.vector() == before ? quadratic(at, g) : std::numeric_limits<double>::quiet_NaN();
    };
    const auto report = minimize(theta, walled, Sgd{.learning_rate = 0.1, .epochs = 2}, Sam{0.1});
    CHECK(report.stop_reason == StopReason::diverged);
    CHECK(theta.vector() == before);
}

TEMPLATE_TEST_CASE("Sam goes up gradients of any size, and those of a fixed shape", "", float, double) {
    for (const double size : {1e-36, 1e-20, 1.0, 1e20, 1e36}) {
        Eigen::Matrix<TestType, 3, 3> w = Eigen::Matrix<TestType, 3, 3>::Ones(), g = w;
        g *= static_cast<TestType>(size);
        CHECK(Sam{0.3}.ascend(w, g));
        CHECK((w.array() - TestType(1.1)).abs().maxCoeff() <= 1e-6);
    }
}

TEST_CASE("Sam refuses a negative rho") {
    CHECK_THROWS_WITH(Sam{-1}.check(), "Sam: rho must be >= 0, got -1");
}

}  // namespace tests::update_sam
