#include <regula/noise/gradient_noise.hpp>

#include <regula/core/when.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/update/clip_norm.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::noise_gradient_noise {

// What each step of gradient descent adds to the parameters, with the rate 1, of a function that is flat.
template <class Scalar, class... Ps>
std::vector<Vector<Scalar>> steps_of(int updates, Vector<Scalar> w, Ps... policies) {
    std::vector<Vector<Scalar>> seen;
    const auto flat = [&](const auto& at, auto& g) {
        seen.push_back(at);
        g.setZero();
        return 0.0;
    };
    minimize(w, flat, Sgd{.learning_rate = 1, .epochs = updates}, policies...);
    seen.push_back(w);
    for (std::size_t k = 0; k + 1 < seen.size(); ++k) seen[k] = seen[k + 1] - seen[k];
    seen.pop_back();
    return seen;
}

TEMPLATE_TEST_CASE("noise on gradients moves the parameters with its variance, anew in each step", "", float,
                   double) {
    const Index n = 20000;
    const auto moved = steps_of<TestType>(3, Vector<TestType>::Zero(n), on(gradients, GaussianNoise{0.3}));
    for (const auto& step : moved) {
        const double variance = static_cast<double>(step.squaredNorm()) / static_cast<double>(n);
        CHECK(std::abs(variance - 0.09) < 4 * 0.09 * std::sqrt(2 / static_cast<double>(n)));
    }
    CHECK(moved[0] != moved[1]);
    CHECK(steps_of<TestType>(1, Vector<TestType>::Zero(n), when(false, on(gradients, GaussianNoise{0.3})))[0]
              .isZero(0));
}

TEST_CASE("its variance falls with the updates as the paper says") {
    const Index n = 20000;
    const auto moved = steps_of<double>(4, Vector<double>::Zero(n), gradient_noise(0.3));
    for (std::size_t t = 0; t < 4; ++t) {
        const double expected = 0.3 / std::pow(1 + static_cast<double>(t), 0.55);
        const double variance = moved[t].squaredNorm() / static_cast<double>(n);
        CHECK(std::abs(variance - expected) < 4 * expected * std::sqrt(2 / static_cast<double>(n)));
    }
    CHECK_THROWS_WITH(gradient_noise(-1), "gradient_noise: eta must be >= 0, got -1");
}

TEST_CASE("the noise is on the gradient with its smooth penalties, and is clipped with it") {
    Vector<double> w(4);
    w << 1, -2, 3, 0.5;
    const Vector<double> noise = steps_of<double>(1, w, on(gradients, GaussianNoise{0.3}))[0];
    const Vector<double> both = steps_of<double>(1, w, on(gradients, GaussianNoise{0.3}), L2{0.7})[0];
    CHECK((both - (noise - 0.7 * w)).norm() < 1e-14);
    const Vector<double> clipped =
        steps_of<double>(1, w, on(gradients, GaussianNoise{0.3}), L2{0.7}, ClipNorm{0.1})[0];
    CHECK((clipped - 0.1 * both.normalized()).norm() < 1e-14);
}

TEST_CASE("it is no noise on statistics: their entries do not count in the norm of the gradient") {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .layer = 0, .name = "w", .rows = 4, .cols = 1});
    theta.add({.role = Role::statistic, .layer = 0, .name = "s", .rows = 5000, .cols = 1});
    const auto flat = [](const auto&, auto& g) {
        g.vector().setZero();
        return 0.0;
    };
    const Sgd once{.learning_rate = 1, .epochs = 1};
    minimize(theta, flat, once, on(gradients, GaussianNoise{0.3}), ClipNorm{0.1});
    CHECK(theta["w"].norm() == Approx(0.1));
    CHECK(theta["s"].isZero(0));
}

}  // namespace tests::noise_gradient_noise
