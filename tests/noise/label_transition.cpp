#include <regula/noise/label_transition.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::noise_label_transition {

const Matrix<double> chances{{0.7, 0.1, 0}, {0.3, 0.9, 0.25}, {0, 0, 0.75}};

TEMPLATE_TEST_CASE("labels move with the probabilities of their class", "", float, double) {
    const Index n = 30000;
    for (Index of = 0; of < 3; ++of) {
        Matrix<TestType> t = Matrix<TestType>::Zero(3, n);
        t.row(of).setOnes();
        LabelTransition{chances}.perturb(t, Key{static_cast<std::uint64_t>(of)});
        CHECK((t.colwise().sum().array() == 1).all());
        for (Index i = 0; i < 3; ++i) {
            const double p = chances(i, of), error = std::sqrt(p * (1 - p) / static_cast<double>(n));
            CHECK(std::abs(static_cast<double>(t.row(i).sum()) / static_cast<double>(n) - p) <= 4 * error);
        }
    }
}

TEST_CASE("of a soft target a class is drawn first, and the sum stays") {
    const Index n = 20000;
    Matrix<double> t(3, n);
    t.colwise() = Vector<double>{Eigen::Vector3d{0.5, 0.125, 0.375}};
    LabelTransition{chances}.perturb(t, Key{4});
    CHECK((t.colwise().sum().array() == 1).all());
    CHECK((t.array() == 0).count() == 2 * n);
    const Vector<double> mean = t.rowwise().mean(), expected = chances * Eigen::Vector3d{0.5, 0.125, 0.375};
    const Vector<double> error =
        ((t.colwise() - mean).cwiseAbs2().rowwise().mean() / static_cast<double>(n)).cwiseSqrt();
    CHECK(((mean - expected).array().abs() < 4 * error.array() + 1e-12).all());
}

TEST_CASE("a network that knows only noisy labels learns their probabilities") {
    // Without inputs the softmax of the biases goes to the mean of the labels it sees.
    const Index n = 400;
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, n),
                               .labels = Labels::Constant(n, 0),
                               .class_names = {"a", "b", "c"}};
    auto net = linear_model<double>(1, 3);
    fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.5, .epochs = 300, .batch_size = n},
        LabelTransition{Matrix<double>{{0.6, 0, 0}, {0.3, 1, 0}, {0.1, 0, 1}}});
    const Vector<double> logits = net.parameters()["0.bias"];
    const Vector<double> p = logits.array().exp() / logits.array().exp().sum();
    CHECK((p - Eigen::Vector3d{0.6, 0.3, 0.1}).cwiseAbs().maxCoeff() < 0.05);
}

TEST_CASE("targets of another number of classes are refused") {
    Matrix<double> t = Matrix<double>::Identity(4, 4);
    CHECK_THROWS_WITH(LabelTransition{chances}.perturb(t, Key{1}),
                      "LabelTransition: targets must have a row for each of 3 classes, got 4");
    CHECK_THROWS_WITH((LabelTransition{Matrix<double>{{0.5, 0}, {0, 1}}}.check()),
                      "LabelTransition: column 0 must sum to 1, got 0.5");
}

}  // namespace tests::noise_label_transition
