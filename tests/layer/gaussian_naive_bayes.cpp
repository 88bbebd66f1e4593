#include <regula/layer/gaussian_naive_bayes.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/loss/marginal_likelihood.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize.hpp>

#include <numbers>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_gaussian_naive_bayes {

TEST_CASE("GaussianNaiveBayes obeys the laws of a layer") {
    const auto broken = check_layer(GaussianNaiveBayes{3}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK_THROWS_WITH(GaussianNaiveBayes{1}.blocks(2), "GaussianNaiveBayes: classes must be >= 2, got 1");
}

TEMPLATE_TEST_CASE("its outputs are logarithms of a prior times a normal density", "", float, double) {
    Network<TestType> net{2, {GaussianNaiveBayes{2}}, Key{1}};
    auto& theta = net.parameters();
    theta["0.mean"] << TestType(0.5), -1, 2, 0;
    theta["0.log_variance"] << std::log(TestType(4)), std::log(TestType(0.25));
    theta["0.log_prior"] << std::log(TestType(3)), 0;  // 3/4 and 1/4
    const Matrix<TestType> x{{1}, {-0.5}};
    const auto density = [](double at, double mean, double stddev) {
        return std::exp(-(at - mean) * (at - mean) / (2 * stddev * stddev)) /
               (stddev * std::sqrt(2 * std::numbers::pi));
    };
    const Matrix<TestType> y = net.predict(x);
    CHECK(std::exp(y(0, 0)) == Approx(0.75 * density(1, 0.5, 2) * density(-0.5, 2, 0.5)));
    CHECK(std::exp(y(1, 0)) == Approx(0.25 * density(1, -1, 2) * density(-0.5, 0, 0.5)));
}

/// Three classes of overlapping normals with other variances per feature.
Dataset<double> three_classes(Index samples) {
    Dataset<double> data{.inputs = test::drawn(1, 2, samples), .labels = Labels(samples)};
    const Matrix<double> means{{0.5, -0.7, 0.2}, {1, 0.5, -1.5}};
    for (Index j = 0; j < samples; ++j) {
        data.labels[j] = static_cast<int>(j % 7 < 3 ? 0 : j % 7 < 5 ? 1 : 2);
        data.inputs(1, j) = 1.5 * data.inputs(1, j);
        data.inputs.col(j) += means.col(data.labels[j]);
    }
    return data;
}

TEST_CASE("generative training ends at means, pooled variances and frequencies") {
    const Dataset<double> data = three_classes(100);
    Network<double> net{2, {GaussianNaiveBayes{3}}, Key{2}};
    const auto joint = [&](auto& pass, const auto& batch) {
        const Node y = net(pass, pass.input(batch.inputs));
        pass.add_loss("class", SoftmaxCrossEntropy{}, y, batch.labels);
        pass.add_loss("inputs", MarginalLikelihood{}, y, batch.inputs);
    };
    CHECK(minimize(net, joint, data, Lbfgs{.tolerance = 1e-10}).converged);
    Matrix<double> mean = Matrix<double>::Zero(2, 3);
    Vector<double> count = Vector<double>::Zero(3), variance = Vector<double>::Zero(2);
    for (Index j = 0; j < 100; ++j) mean.col(data.labels[j]) += data.inputs.col(j), ++count[data.labels[j]];
    mean *= count.cwiseInverse().asDiagonal();
    for (Index j = 0; j < 100; ++j)
        variance += (data.inputs.col(j) - mean.col(data.labels[j])).cwiseAbs2() / 100;
    CHECK((net.parameters()["0.mean"] - mean).norm() < 1e-7);
    CHECK((net.parameters()["0.log_variance"].array().exp() - variance.array()).matrix().norm() < 1e-7);
    const Matrix<double> prior = net.parameters()["0.log_prior"].array().exp();
    CHECK((prior / prior.sum() - count / 100).norm() < 1e-7);
}

TEST_CASE("discriminative training ends at the probabilities of softmax regression") {
    const Dataset<double> data = three_classes(100);
    Network<double> net{2, {GaussianNaiveBayes{3}}, Key{2}};
    auto linear = linear_model<double>(2, 3);
    const auto of = [](auto& model) {
        return [&model](auto& pass, const auto& batch) {
            const Node y = model(pass, pass.input(batch.inputs));
            pass.add_loss("class", SoftmaxCrossEntropy{}, y, batch.labels);
        };
    };
    CHECK(minimize(net, of(net), data, Lbfgs{.tolerance = 1e-9}).converged);
    CHECK(minimize(linear, of(linear), data, Lbfgs{.tolerance = 1e-9}).converged);
    const Matrix<double> difference =
        log_softmax(net.predict(data.inputs)) - log_softmax(linear.predict(data.inputs));
    CHECK(difference.cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("a step of training allocates nothing") {
    if (!allocations_are_counted()) return;
    Network<double> net{2, {GaussianNaiveBayes{3}}, Key{2}};
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto count = [&](const Record&) { counts.push_back(allocations()); };
    fit(net, SoftmaxCrossEntropy{}, three_classes(100),
        Sgd{.learning_rate = 0.05, .epochs = 40, .batch_size = 3}, count);
    CHECK(counts[38] - counts[37] < 20);  // of 34 steps: the record of the epoch
}

}  // namespace tests::layer_gaussian_naive_bayes
