#include <regula/gate/dropout.hpp>

#include <regula/gate/gaussian_gate.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::gate_dropout {

template <class Scalar>
Matrix<Scalar> gains(double p, Index rows, Index cols, Key key = Key{7}) {
    Matrix<Scalar> gain = Matrix<Scalar>::Ones(rows, cols);
    Dropout{p}.gate(gain, key);
    return gain;
}

// Dense layers without activations whose weights are the identity.
Network<double> identity(Index units) {
    Network<double> net{units, {Dense{units}, Dense{units}, Dense{units}}};
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::weight) net.parameters()[block].setIdentity();
    return net;
}

TEMPLATE_TEST_CASE("a unit is dropped with p, not kept with p, and the kept ones make up for it", "", float,
                   double) {
    for (const double p : {0.3, 0.05, 0.8}) {
        const auto gain = gains<TestType>(p, 301, 1000);
        const double n = static_cast<double>(gain.size());
        const double dropped = static_cast<double>((gain.array() == 0).count()) / n;
        const double se = std::sqrt(p * (1 - p) / n);
        CHECK(se < 1e-3);
        CHECK(std::abs(dropped - p) < 4 * se + 0x1p-17);
        CHECK((gain.array() > 0).select(gain, gain.maxCoeff()).minCoeff() == gain.maxCoeff());
        CHECK(std::abs(static_cast<double>(gain.maxCoeff()) * (1 - p) - 1) < 0x1p-17 / (1 - p) + 1e-6);
    }
}

TEST_CASE("the mean gain is 1 exactly: the gain belongs to the probability that is drawn with") {
    // All 2^16 halves, each once: kept * (how many are kept) / 2^16.
    for (const double p : {0.0, 1e-6, 0.3, 0.5, 0.999, 1 - 1e-9}) {
        const double kept = gains<double>(p, 400, 400).maxCoeff();
        if (kept == 0) continue;  // with p = 1 - 2^-16 hardly any is kept
        const double number = 0x1p16 / kept;
        CHECK(number == std::round(number));
        CHECK(std::abs(number / 0x1p16 - (1 - p)) <= (p > 0.9999 ? 0x1p-16 : 0x1p-17));
    }
    CHECK(gains<double>(0, 33, 5) == Matrix<double>::Ones(33, 5));
    CHECK(gains<double>(1 - 1e-9, 400, 400).allFinite());
}

TEST_CASE("draws are those of the row and the column alone, in any shape and precision") {
    const auto all = gains<double>(0.3, 700, 9);
    CHECK(gains<double>(0.3, 700, 4) == all.leftCols(4));
    for (const Index rows : {1, 2, 7, 8, 9, 255, 256, 257, 513})  // across the bulk and the rest of it
        CHECK(gains<double>(0.3, rows, 9) == all.topRows(rows));
    CHECK((gains<float>(0.3, 700, 9).array() > 0).cast<int>().matrix() ==
          (all.array() > 0).cast<int>().matrix());
    CHECK(gains<double>(0.3, 700, 9, Key{8}) != all);
    Matrix<double> wide = Matrix<double>::Ones(710, 11);
    auto part = wide.block(3, 1, 700, 9);
    Dropout{0.3}.gate(part, Key{7});
    CHECK(Matrix<double>{part} == all);
    CHECK(wide.sum() == Approx(710 * 11 - 700 * 9 + all.sum()));
}

TEST_CASE("neighbouring rows, columns and keys are dropped independently") {
    const Matrix<double> a = (gains<double>(0.3, 512, 512).array() > 0).cast<double>();
    const Matrix<double> b = (gains<double>(0.3, 512, 512, Key{7}[1]).array() > 0).cast<double>();
    const auto z = [](const auto& x, const auto& y) {  // the correlation in standard errors
        const double n = static_cast<double>(x.size());
        return ((x.array() - 0.7) * (y.array() - 0.7)).sum() / (0.21 * std::sqrt(n));
    };
    for (const Index lag : {1, 2, 8, 32, 256})
        CHECK(std::abs(z(a.topRows(512 - lag), a.bottomRows(512 - lag))) < 4);
    CHECK(std::abs(z(a.leftCols(511), a.rightCols(511))) < 4);
    CHECK(std::abs(z(a, b)) < 4);
}

TEST_CASE("a probability below 0, or of 1 and above, is refused") {
    CHECK_THROWS_WITH(Dropout{1}.check(), "Dropout: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_AS(Dropout{-0.1}.check(), std::invalid_argument);
}

TEST_CASE("inputs, and each hidden layer, have draws of their own") {
    const auto net = identity(40);
    const Matrix<double> ones = Matrix<double>::Ones(40, 5);
    const auto seen = [&](auto where) {
        const Matrix<double> y = net.predict(ones, Key{3}, on(where, Dropout{0.3}));
        return Matrix<double>{y.cwiseMin(1)};
    };
    const auto in = seen(inputs), first = seen(hidden[0]), second = seen(hidden[1]);
    for (const auto& mask : {in, first, second}) CHECK(mask.sum() > 100);
    CHECK(in != first);
    CHECK(in != second);
    CHECK(first != second);
}

TEST_CASE("two gates in one place multiply, forwards and backwards") {
    const auto net = identity(30);
    const Matrix<double> ones = Matrix<double>::Ones(30, 4);
    const auto both = net.predict(ones, Key{3}, on(hidden[0], Dropout{0.3}), on(hidden[0], Dropout{0.6}));
    const double a = 0x1p16 / (0x1p16 - std::round(0.3 * 0x1p16)),
                 b = 0x1p16 / (0x1p16 - std::round(0.6 * 0x1p16));
    CHECK((both.array() == 0).count() > 60);
    CHECK((both.array() > 0).count() > 10);
    for (Index i = 0; i < both.size(); ++i) CHECK((both(i) == 0 || both(i) == Approx(a * b)));

    // On weights of 1, seen by an objective of slope 1: what it sees is what the step is scaled by.
    Vector<double> w = Vector<double>::Ones(50), seen;
    const auto objective = [&](const auto& at, auto& g) {
        seen = at;
        g.setOnes();
        return 0.0;
    };
    minimize(w, objective, Sgd{.learning_rate = 0.25, .epochs = 1}, on(weights, Dropout{0.3}),
             on(weights, GaussianGate{0.4}));
    CHECK((seen.array() == 0).count() > 5);
    CHECK((seen.array() != 0).count() > 20);
    CHECK((Vector<double>::Ones(50) - w - 0.25 * seen).norm() < 1e-14);
}

TEST_CASE("with DropConnect a dropped weight does not move, and biases are never dropped") {
    auto net = mlp<double>({6, 9, 4}, Key{1});
    const auto before = net.parameters();
    Dataset<double> data{.inputs = Matrix<double>(6, 20), .targets = Matrix<double>(4, 20)};
    fill_normal(Key{1}, data.inputs);
    fill_normal(Key{2}, data.targets);
    fit(net, SquaredError{}, data, Sgd{.epochs = 1, .batch_size = 20}, on(weights, Dropout{0.3}));
    Index still = 0;
    for (const Block& block : before.blocks()) {
        const auto same = (net.parameters()[block].array() == before[block].array()).count();
        if (block.role == Role::weight) still += same;
    }
    CHECK(still > 10);
    CHECK(still < 60);
    CHECK((net.parameters()["1.bias"].array() != 0).all());
}

TEMPLATE_TEST_CASE("the gradient with dropout is that of the mean over all masks", "", float, double) {
    // 3 -> 4 -> 2 with tanh; the mean over the 16 masks of the hidden units against steps of training.
    using Scalar = TestType;
    auto net = mlp<Scalar>({3, 4, 2}, Key{5}, Tanh{});
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{6}, net.parameters()[block], 0.5);
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(3, 1), .targets = Matrix<Scalar>(2, 1)};
    data.inputs << Scalar(0.7), Scalar(-1.1), Scalar(0.4);
    data.targets << Scalar(1.5), Scalar(-0.5);
    const double p = 0.3;

    const auto as_double = [&](const char* block) {
        return Matrix<double>{net.parameters()[block].template cast<double>()};
    };
    const auto w0 = as_double("0.weight"), b0 = as_double("0.bias"), w1 = as_double("1.weight"),
               b1 = as_double("1.bias");
    const Matrix<double> x = data.inputs.template cast<double>(), t = data.targets.template cast<double>();
    const Matrix<double> h = (w0.transpose() * x + b0).array().tanh();
    Matrix<double> g0 = Matrix<double>::Zero(3, 4), g1 = Matrix<double>::Zero(4, 2);
    for (int mask = 0; mask < 16; ++mask) {
        Vector<double> gain(4);
        double probability = 1;
        for (int i = 0; i < 4; ++i) {
            const bool kept = (mask >> i & 1) != 0;
            gain(i) = kept ? 1 / (1 - p) : 0;
            probability *= kept ? 1 - p : p;
        }
        const Matrix<double> seen = h.cwiseProduct(gain);
        const Matrix<double> dy = w1.transpose() * seen + b1 - t;
        const Matrix<double> dz = (w1 * dy).cwiseProduct(gain).array() * (1 - h.array().square());
        g0 += probability * x * dz.transpose();
        g1 += probability * seen * dy.transpose();
    }

    const int runs = 3000;
    Matrix<double> sum0 = Matrix<double>::Zero(3, 4), square0 = sum0, sum1 = Matrix<double>::Zero(4, 2),
                   square1 = sum1;
    for (int run = 0; run < runs; ++run) {
        auto trained = net;
        fit(trained, SquaredError{}, data,
            Sgd{.learning_rate = 1, .epochs = 1, .seed = static_cast<std::uint64_t>(run)}, Dropout{p});
        const auto step = [&](const char* block, const Matrix<double>& before) {
            return Matrix<double>{before - trained.parameters()[block].template cast<double>()};
        };
        const auto s0 = step("0.weight", w0), s1 = step("1.weight", w1);
        sum0 += s0;
        sum1 += s1;
        square0 += s0.cwiseAbs2();
        square1 += s1.cwiseAbs2();
    }
    const auto agree = [&](const Matrix<double>& sum, const Matrix<double>& square, const Matrix<double>& g) {
        const Matrix<double> mean = sum / runs;
        const Matrix<double> se = ((square / runs - mean.cwiseAbs2()) / runs).cwiseSqrt();
        CHECK(se.norm() < 0.1 * g.norm());
        CHECK(((mean - g).array().abs() <= 4 * se.array() + 1e-5).all());
    };
    agree(sum0, square0, g0);
    agree(sum1, square1, g1);
}

TEST_CASE("with DropConnect a step goes down the gradient of the loss of the masked weights") {
    const auto [moved, slope] = test::step_and_slope(Tanh{}, on(weights, Dropout{0.3}));
    CHECK((moved - slope).norm() < 1e-8 * (1 + slope.norm()));
    CHECK((moved.array() == 0).count() > 8);  // the dropped weights
    CHECK((moved.array() != 0).count() > 30);
}

TEST_CASE("with DropConnect a linear model learns what its moments say, in the mean over masks") {
    // E 1/2 |(m o W)'x - t|^2 = 1/2 |W'x - t|^2 + p / (2 (1 - p)) (W o W)'(x o x), whose gradient follows.
    const double p = 0.3, v = p / (1 - p);
    const Vector<double> x{{1, -0.5, 2}}, t{{0.7, -0.2}};
    const Matrix<double> w{{0.3, -0.6}, {0.8, 0.2}, {-0.4, 1.1}};
    auto net = linear_model<double>(3, 2);
    net.parameters()["0.weight"] = w;
    const Dataset<double> data{.inputs = x, .targets = t};
    const Matrix<double> slope =
        x * (w.transpose() * x - t).transpose() + v * (w.array().colwise() * x.array().square()).matrix();
    const int runs = 4000;
    Matrix<double> sum = Matrix<double>::Zero(3, 2), square = sum;
    for (int run = 0; run < runs; ++run) {
        auto trained = net;
        fit(trained, SquaredError{}, data,
            Sgd{.learning_rate = 1, .epochs = 1, .seed = static_cast<std::uint64_t>(run)},
            on(weights, Dropout{p}));
        const Matrix<double> g = w - trained.parameters()["0.weight"];
        sum += g;
        square += g.cwiseAbs2();
    }
    const Matrix<double> mean = sum / runs, error = ((square / runs - mean.cwiseAbs2()) / runs).cwiseSqrt();
    CHECK(((mean - slope).array().abs() < 4 * error.array()).all());
    CHECK(error.maxCoeff() < 0.1);
}

}  // namespace tests::gate_dropout
