#include <regula/noise/gaussian_noise.hpp>

#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include <Eigen/Cholesky>

#include "support/catch.hpp"

using namespace regula;

namespace tests::noise_gaussian_noise {

struct StayZero {
    void project(auto& b) const { b.setZero(); }
};

Dataset<double> regression() {
    Dataset<double> data{.inputs = Matrix<double>(3, 40), .targets = Matrix<double>(1, 40)};
    fill_normal(Key{1}, data.inputs);
    data.inputs.row(1) *= 0.4;
    Vector<double> w(3);
    w << 1.5, -2, 0.5;
    data.targets = w.transpose() * data.inputs;
    add_normal(Key{2}, data.targets, 0.3);
    return data;
}

Dataset<double> classes() {
    Dataset<double> data{.inputs = Matrix<double>(4, 60), .labels = Labels(60)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < 60; ++j)
        data.labels[j] = data.inputs(0, j) > 0.2 ? 1 : data.inputs(1, j) > 0 ? 2 : 0;
    return data;
}

TEMPLATE_TEST_CASE("noise has mean 0 and the variance of stddev, and is added to what is there", "", float,
                   double) {
    Matrix<TestType> x = Matrix<TestType>::Constant(203, 500, 5), same = x;
    GaussianNoise{0.3}.perturb(x, Key{1});
    const Matrix<double> off = x.template cast<double>().array() - 5;
    const double n = static_cast<double>(x.size());
    CHECK(std::abs(off.mean()) < 4 * 0.3 / std::sqrt(n));
    CHECK(std::abs(off.squaredNorm() / n - 0.09) < 4 * 0.09 * std::sqrt(2 / n));
    GaussianNoise{0}.perturb(same, Key{1});
    CHECK(same == Matrix<TestType>::Constant(203, 500, 5));
    CHECK_THROWS_WITH(GaussianNoise{-0.1}.check(), "GaussianNoise: stddev must be >= 0, got -0.1");
}

TEST_CASE("draws are those of the row and the column alone") {
    Matrix<double> all = Matrix<double>::Zero(11, 9), few = Matrix<double>::Zero(11, 4), wide(20, 20);
    Matrix<float> single = Matrix<float>::Zero(11, 9);
    GaussianNoise{1}.perturb(all, Key{1});
    GaussianNoise{1}.perturb(few, Key{1});
    GaussianNoise{1}.perturb(single, Key{1});
    CHECK(few == all.leftCols(4));
    CHECK((single.cast<double>() - all).cwiseAbs().maxCoeff() < 2e-6);  // as box_muller documents
    wide.setZero();
    auto part = wide.block(2, 3, 11, 9);
    GaussianNoise{1}.perturb(part, Key{1});
    CHECK(Matrix<double>{part} == all);
}

TEST_CASE("a linear model with noisy inputs trains to ridge regression, in the mean", "[unsanitized]") {
    // E w_t obeys the gradient step of 1/2 E |w'(x + d) - y|^2, exactly: the mean of the last weights of many
    // runs is the ridge solution.
    const auto data = regression();
    const double s = 0.5;
    const Matrix<double> second = data.inputs * data.inputs.transpose() / 40;
    const Vector<double> cross = data.inputs * data.targets.transpose() / 40;
    const Vector<double> ridge = (second + s * s * Matrix<double>::Identity(3, 3)).llt().solve(cross);
    const Vector<double> ols = second.llt().solve(cross);

    const int runs = 100;
    Vector<double> sum = Vector<double>::Zero(3), squares = sum;
    for (int run = 0; run < runs; ++run) {
        auto net = linear_model<double>(3, 1);
        fit(net, SquaredError{}, data,
            Sgd{.learning_rate = 0.1,
                .epochs = 400,
                .batch_size = 40,
                .seed = static_cast<std::uint64_t>(run)},
            GaussianNoise{s}, on(biases, StayZero{}));
        const Vector<double> w = net.parameters()["0.weight"];
        sum += w;
        squares += w.cwiseAbs2();
    }
    const Vector<double> mean = sum / runs;
    const Vector<double> se = ((squares / runs - mean.cwiseAbs2()) / runs).cwiseSqrt();
    CHECK(se.maxCoeff() < 0.02);
    CHECK(((mean - ridge).array().abs() < 4 * se.array()).all());
    CHECK(((mean - ols).array().abs() > 10 * se.array()).any());
}

TEMPLATE_TEST_CASE("weight noise is in the weights that the gradient sees, and gone after the step", "",
                   float, double) {
    using Scalar = TestType;
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .layer = 0, .name = "w0", .rows = 40, .cols = 30});
    theta.add({.role = Role::bias, .layer = 0, .name = "b0", .rows = 30, .cols = 1});
    theta.add({.role = Role::weight, .layer = 1, .name = "w1", .rows = 30, .cols = 20});
    fill_normal(Key{1}, theta.vector());
    const auto start = theta;
    std::vector<Vector<Scalar>> seen;
    const auto still = [&](const Parameters<Scalar>& at, Parameters<Scalar>&) {
        seen.push_back(at.vector());
        return 0.0;  // and a gradient of zeros
    };
    const Sgd sgd{.learning_rate = 1, .epochs = 3};
    minimize(theta, still, sgd, on(weights, GaussianNoise{0.3}));
    CHECK(theta.vector() == start.vector());
    REQUIRE(seen.size() == 3);
    Parameters<Scalar> noise = start;
    const auto off = [&](std::size_t step) { noise.vector() = seen[step] - start.vector(); };
    for (const std::size_t step : {0u, 1u, 2u}) {
        off(step);
        CHECK(noise["b0"].isZero(0));
        for (const char* block : {"w0", "w1"}) {
            const double n = static_cast<double>(noise[block].size());
            const double variance = static_cast<double>(noise[block].squaredNorm()) / n;
            CHECK(std::abs(variance - 0.09) < 4 * 0.09 * std::sqrt(2 / n));
        }
        // The blocks do not share their draws.
        CHECK(Matrix<Scalar>{noise["w0"].topLeftCorner(4, 4)} !=
              Matrix<Scalar>{noise["w1"].topLeftCorner(4, 4)});
    }
    CHECK(seen[0] != seen[1]);

    // A gradient moves the undisturbed parameters.
    const auto slope = [](const Parameters<Scalar>&, Parameters<Scalar>& g) {
        g.vector().setOnes();
        return 0.0;
    };
    minimize(theta, slope, Sgd{.learning_rate = 0.5, .epochs = 1}, on(weights, GaussianNoise{0.3}));
    CHECK(theta.vector() == Vector<Scalar>{start.vector().array() - Scalar(0.5)});

    // In one layer only; and of biases, when asked.
    seen.clear();
    theta = start;
    minimize(theta, still, Sgd{.epochs = 1}, on(weights[1], GaussianNoise{0.3}),
             on(biases, GaussianNoise{1}));
    off(0);
    CHECK(noise["w0"].isZero(0));
    CHECK_FALSE(noise["b0"].isZero(0));
    CHECK_FALSE(noise["w1"].isZero(0));
}

TEST_CASE("weight noise leaves the gradient as the exact one at the disturbed weights") {
    // f = 1/2 |w|^2: the gradient is the disturbed w itself.
    Vector<double> w(5), seen;
    w << 1, 2, 3, 4, 5;
    const Vector<double> start = w;
    const auto f = [&](const auto& at, auto& g) {
        g = at;
        seen = at;
        return 0.5 * at.squaredNorm();
    };
    minimize(w, f, Sgd{.learning_rate = 0.1, .epochs = 1}, on(weights, GaussianNoise{0.5}));
    CHECK(seen != start);
    CHECK((w - (start - 0.1 * seen)).norm() < 1e-15);
}

TEST_CASE("hidden noise acts in training and not in evaluation") {
    const auto data = classes();
    auto net = mlp<double>({4, 7, 6, 3}, Key{1}), bare = net;
    const Sgd sgd{.learning_rate = 0.1, .epochs = 3, .batch_size = 16};
    const auto report = fit(net, SoftmaxCrossEntropy{}, data, data, sgd, on(hidden, GaussianNoise{0.5}));
    const auto quiet = fit(bare, SoftmaxCrossEntropy{}, data, data, sgd);
    CHECK(net.parameters().vector() != bare.parameters().vector());
    CHECK(report.last().at("loss") != quiet.last().at("loss"));
    CHECK(report.last().at("validation_loss") == evaluate(net, SoftmaxCrossEntropy{}, data).loss);
    // Each hidden layer is disturbed: one alone is not the other.
    const Matrix<double> x = data.inputs;
    const auto noisy = [&](auto where) { return net.predict(x, Key{2}, on(where, GaussianNoise{0.5})); };
    CHECK(noisy(hidden[0]) != net.predict(x));
    CHECK(noisy(hidden[0]) != noisy(hidden[1]));
    CHECK(noisy(hidden) != noisy(hidden[0]));
}

TEST_CASE("the gradient passes noise on hidden units by the units that the next layer saw") {
    // One sample, noise on the units: the gradient of the second layer is (h + noise) dy', which shows the
    // noise; that of the first layer is the one at the noisy output.
    auto net = mlp<double>({3, 5, 2}, Key{1}, Tanh{});
    Dataset<double> data{.inputs = Matrix<double>(3, 1), .targets = Matrix<double>(2, 1)};
    data.inputs << 0.5, -1, 0.3;
    data.targets << 1, -2;
    const auto before = net.parameters();
    fit(net, SquaredError{}, data, Sgd{.learning_rate = 1, .epochs = 1}, on(hidden, GaussianNoise{0.4}));
    const auto moved = [&](const char* name) {
        return Matrix<double>{before[name] - net.parameters()[name]};
    };
    const Matrix<double> dy = moved("1.bias");  // one sample
    const Matrix<double> seen = moved("1.weight") * dy / dy.squaredNorm();
    const Matrix<double> h = (before["0.weight"].transpose() * data.inputs + before["0.bias"]).array().tanh();
    CHECK((seen - h).norm() > 0.1);
    CHECK((before["1.weight"].transpose() * seen + before["1.bias"] - data.targets - dy).norm() < 1e-12);
    const Matrix<double> dz = (before["1.weight"] * dy).array() * (1 - h.array().square());
    CHECK((moved("0.weight") - data.inputs * dz.transpose()).norm() < 1e-12);
    CHECK((moved("0.bias") - dz).norm() < 1e-12);
}

TEMPLATE_TEST_CASE("noise on targets disturbs what is trained on, and the seed decides how", "", float,
                   double) {
    Dataset<TestType> data{.inputs = Matrix<TestType>(3, 1), .targets = Matrix<TestType>::Zero(2, 1)};
    data.inputs << TestType(0.5), -1, TestType(0.3);
    const auto trained = [&](std::uint64_t seed, auto... policies) {
        auto net = mlp<TestType>({3, 5, 2}, Key{1});
        fit(net, SquaredError{}, data, Sgd{.epochs = 2, .seed = seed}, policies...);
        return net.parameters().vector();
    };
    CHECK(trained(1, on(targets, GaussianNoise{0.5})) != trained(1));
    CHECK(trained(1, on(targets, GaussianNoise{0.5})) == trained(1, on(targets, GaussianNoise{0.5})));
    CHECK(trained(1, on(targets, GaussianNoise{0.5})) != trained(2, on(targets, GaussianNoise{0.5})));
    CHECK(trained(1, GaussianNoise{0.5}) == trained(1, on(inputs, GaussianNoise{0.5})));
    CHECK(trained(1, GaussianNoise{0.5}) != trained(1));
}

}  // namespace tests::noise_gaussian_noise
