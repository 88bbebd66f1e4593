#include <regula/interop/pytorch.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::interop_pytorch {

/// A loss of a weight and a bias that pulls them apart.
double slope(double w, double b, double& gw, double& gb) {
    gw = 3 * (w - 1) + b;
    gb = w + 2 * (b + 2);
    return 1.5 * (w - 1) * (w - 1) + w * b + (b + 2) * (b + 2);
}

Parameters<double> start() {
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 1, .cols = 1});
    theta.add({.role = Role::bias, .name = "b", .rows = 1, .cols = 1});
    theta.vector() << 2, 0.5;
    return theta;
}

const auto loss = [](const Parameters<double>& at, Parameters<double>& g) {
    return slope(at.vector()[0], at.vector()[1], g.vector()[0], g.vector()[1]);
};

TEST_CASE("steps of torch.optim.SGD with momentum and weight decay, biases included") {
    const double lr = 0.05, momentum = 0.8, decay = 0.3;
    double p[2] = {2, 0.5}, v[2] = {};
    for (int step = 0; step < 20; ++step) {
        double g[2];
        slope(p[0], p[1], g[0], g[1]);
        for (int i = 0; i < 2; ++i) {
            g[i] += decay * p[i];
            v[i] = step == 0 ? g[i] : momentum * v[i] + g[i];
            p[i] -= lr * v[i];
        }
    }
    auto theta = start();
    minimize(theta, loss, Sgd{.learning_rate = lr, .momentum = momentum, .epochs = 20},
             pytorch::weight_decay(decay));
    CHECK(std::abs(theta.vector()[0] - p[0]) + std::abs(theta.vector()[1] - p[1]) < 1e-14);

    // a loss that is half of ours: half of the decay's share, at twice the learning rate
    auto half = start();
    minimize(half, loss, Sgd{.learning_rate = lr, .momentum = momentum, .epochs = 20},
             pytorch::weight_decay(decay / 2, 0.5));
    CHECK(half.vector() == theta.vector());
}

TEST_CASE("steps of torch.optim.AdamW") {
    const double lr = 0.05, decay = 0.3;
    double p[2] = {2, 0.5}, m[2] = {}, v[2] = {};
    for (int step = 1; step <= 20; ++step) {
        double g[2];
        slope(p[0], p[1], g[0], g[1]);
        for (int i = 0; i < 2; ++i) {
            p[i] *= 1 - lr * decay;
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
            const double spread = std::sqrt(v[i]) / std::sqrt(1 - std::pow(0.999, step)) + 1e-8;
            p[i] -= lr / (1 - std::pow(0.9, step)) * m[i] / spread;
        }
    }
    auto theta = start();
    minimize(theta, loss, Adam{.learning_rate = lr, .epochs = 20}, pytorch::adamw(decay));
    CHECK(std::abs(theta.vector()[0] - p[0]) + std::abs(theta.vector()[1] - p[1]) < 1e-14);
}

TEST_CASE("weight decay that makes no sense is refused") {
    CHECK_THROWS_WITH(pytorch::weight_decay(-1), "pytorch::weight_decay: weight_decay must be >= 0, got -1");
    CHECK_THROWS_WITH(pytorch::weight_decay(1, 0), "pytorch::weight_decay: loss_scale must be > 0, got 0");
    CHECK_THROWS_WITH(pytorch::adamw(-1), "pytorch::adamw: weight_decay must be >= 0, got -1");
}

}  // namespace tests::interop_pytorch
