#include <regula/augment/mixup.hpp>

#include <regula/core/when.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::augment_mixup {

template <class Scalar>
Dataset<Scalar> labelled(Index samples) {
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(4, samples), .labels = Labels(samples)};
    fill_normal(Key{1}, data.inputs);
    for (Index j = 0; j < samples; ++j) data.labels[j] = static_cast<int>(j % 3);
    return data;
}

TEMPLATE_TEST_CASE("inputs and targets go the same part of the way to the same neighbour", "", float,
                   double) {
    Matrix<TestType> x(4, 7), t = Matrix<TestType>::Identity(7, 7);
    fill_normal(Key{2}, x);
    const Matrix<TestType> before = x;
    Mixup{0.7}.mix(x, t, Key{3});
    // With a unit vector as target, a sample's target says what it was made of.
    CHECK((x - before * t).norm() < 16 * std::numeric_limits<TestType>::epsilon() * before.norm());
    for (Index j = 0; j < 7; ++j) {
        CHECK((t.col(j).array() != 0).count() == 2);
        CHECK(t(j, j) > 0);
        CHECK(t(j, j) < 1);
        for (Index k = 0; k < j; ++k) CHECK(t(j, j) != t(k, k));  // each has a share of its own
    }
}

TEST_CASE("the shares are draws from a beta distribution") {
    constexpr Index samples = 20000;
    for (const double alpha : {0.3, 2.0}) {
        Matrix<double> x = Matrix<double>::Zero(1, samples), t(1, samples);
        for (Index j = 0; j < samples; ++j) t(0, j) = static_cast<double>(j % 2);
        const Matrix<double> even = t;
        Mixup{alpha}.mix(x, t, Key{5});
        const auto share = (1 - (t - even).array().abs()).eval();  // of its own target in a sample's new one
        const double variance = 1 / (4 * (2 * alpha + 1));
        CHECK(std::abs(share.mean() - 0.5) < 4 * std::sqrt(variance / samples));
        const auto squares = (share - 0.5).square().eval();
        const double spread = std::sqrt((squares - variance).square().mean() / samples);
        CHECK(std::abs(squares.mean() - variance) < 4 * spread);
    }
}

TEMPLATE_TEST_CASE("a step with Mixup is a step with the mixed minibatch", "", float, double) {
    const auto data = labelled<TestType>(11);
    const Sgd once{.learning_rate = 0.5, .epochs = 1, .batch_size = 11, .seed = 7};
    auto mixed = mlp<TestType>({4, 5, 3}, Key{1}), by_hand = mixed;
    fit(mixed, SoftmaxCrossEntropy{}, data, once, Mixup{0.6});

    Batches<TestType> batches{data, 11, Key{7}.stream("shuffle")};
    Batch<TestType>& batch = batches.load(0);
    one_hot(batch.labels, 3, batch.targets);
    pipeline(Mixup{0.6}).mix(batch.inputs, batch.targets, StepTime{.key = Key{7}.stream("policies")[0]});
    const Dataset<TestType> soft{.inputs = batch.inputs, .targets = batch.targets};
    fit(by_hand, SoftmaxCrossEntropy{}, soft, once);
    const auto& expected = by_hand.parameters().vector();
    CHECK((mixed.parameters().vector() - expected).norm() <
          64 * std::numeric_limits<TestType>::epsilon() * expected.norm());
    auto plain = mlp<TestType>({4, 5, 3}, Key{1}), off = plain;
    fit(plain, SoftmaxCrossEntropy{}, data, once);
    CHECK((plain.parameters().vector() - expected).norm() > 1e-3);
    fit(off, SoftmaxCrossEntropy{}, data, once, when(false, Mixup{0.6}));
    CHECK(off.parameters().vector() == plain.parameters().vector());
}

TEST_CASE("regression is mixed too, and minimize mixes its data") {
    Dataset<double> data{.inputs = Matrix<double>(2, 6), .targets = Matrix<double>(1, 6)};
    fill_normal(Key{1}, data.inputs);
    data.targets = 2 * data.inputs.topRows(1);  // linear: what is mixed fits as well
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 1});
    theta.vector() << 2, 0;
    double worst = 0;
    const auto objective = [&](const auto& at, const Batch<double>& batch, auto& g) {
        worst = std::max(worst, (at[0].transpose() * batch.inputs - batch.targets).cwiseAbs().maxCoeff());
        g.vector().setZero();
        return 0.0;
    };
    minimize(theta, objective, data, Sgd{.epochs = 3, .batch_size = 4}, Mixup{1});
    CHECK(worst < 1e-14);
}

TEST_CASE("mixing without an output for each class is refused before the first step") {
    const auto data = labelled<double>(9);
    auto net = mlp<double>({4, 1}, Key{1});
    auto two = data;
    two.labels = two.labels.cwiseMin(1);
    CHECK_THROWS_WITH(fit(net, Logistic{}, two, Sgd{}, Mixup{}),
                      "fit: policies that change targets need an output for each class; the model has 1, the "
                      "training data 2 classes");
    Parameters<double> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 2, .cols = 1});
    const auto objective = [](const auto&, const Batch<double>&, auto&) { return 0.0; };
    CHECK_THROWS_WITH(minimize(theta, objective, data, Sgd{}, Mixup{}),
                      Catch::Matchers::StartsWith(
                          "minimize: policies that change targets need data with targets, got labels"));
    CHECK_THROWS_WITH(Mixup{0}.check(), "Mixup: alpha must be > 0, got 0");
}

}  // namespace tests::augment_mixup
