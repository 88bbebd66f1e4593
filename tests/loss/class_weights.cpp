#include <regula/loss/class_weights.hpp>

#include <regula/data/split.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_class_weights {

using test::drawn;

/// The columns of one-hot targets of nine samples, of one output or of three.
Matrix<double> targets(Index outputs) {
    const std::vector<int> labels{0, 1, 1, 2, 0, 1, 2, 2, 1};
    Matrix<double> t = Matrix<double>::Zero(outputs, 9);
    for (Index j = 0; j < 9; ++j) {
        const int label = labels[static_cast<std::size_t>(j)];
        if (outputs == 1)
            t(0, j) = label > 0 ? 1 : 0;
        else
            t(label, j) = 1;
    }
    return t;
}

/// Each sample as often as its class has weight: 2, 1 and 3 times, of one output 2 and 1 times.
std::vector<Index> repeated(const Matrix<double>& t) {
    std::vector<Index> all;
    for (Index j = 0; j < t.cols(); ++j) {
        const int times = t(0, j) == (t.rows() == 1 ? 0 : 1) ? 2 : t.rows() > 1 && t(2, j) == 1 ? 3 : 1;
        for (int k = 0; k < times; ++k) all.push_back(j);
    }
    return all;
}

TEMPLATE_TEST_CASE("a class of weight 2 counts as if its samples stood there twice", "", SoftmaxCrossEntropy,
                   Logistic, SquaredError) {
    for (const Index outputs : {1, 3}) {
        if (outputs == 1 && std::is_same_v<TestType, SoftmaxCrossEntropy>) continue;
        const Matrix<double> y = drawn(1, outputs, 9), t = targets(outputs), u = drawn(3, outputs, 9);
        const auto weights = outputs == 1 ? std::vector<double>{2, 1} : std::vector<double>{2, 1, 3};
        const ClassWeights weighted{TestType{}, weights};
        const auto often = repeated(t);
        const Matrix<double> y_often = y(Eigen::all, often), t_often = t(Eigen::all, often);
        const double times = static_cast<double>(often.size()) / 9;
        CHECK(weighted.value(y, t) == Approx(times * TestType{}.value(y_often, t_often)).epsilon(1e-13));
        Matrix<double> g, v, ahead, behind;
        CHECK(weighted.value_and_gradient(y, t, g) == Approx(weighted.value(y, t)).epsilon(1e-13));
        CHECK((g - test::differences(y, [&](const auto& z) { return weighted.value(z, t); })).norm() < 1e-8);
        weighted.curvature(y, t, u, v);
        weighted.gradient(y + 1e-6 * u, t, ahead);
        weighted.gradient(y - 1e-6 * u, t, behind);
        CHECK((v - (ahead - behind) / 2e-6).norm() < 1e-8);
    }
}

TEST_CASE("soft targets have the mean of the weights") {
    const Matrix<double> y = drawn(1, 2, 1), t{{0.25}, {0.75}};
    CHECK(ClassWeights{SoftmaxCrossEntropy{}, {1, 5}}.value(y, t) ==
          Approx(4 * SoftmaxCrossEntropy{}.value(y, t)));
}

TEST_CASE("balanced weights give each class the same sum, and find a rare class") {
    Dataset<float> data{.inputs = drawn<float>(5, 2, 400), .labels = Labels(400)};
    for (Index j = 0; j < 400; ++j) {
        data.labels[j] = j % 20 == 0 ? 1 : 0;
        data.inputs(0, j) += data.labels[j] == 1 ? 1.0f : 0.0f;
    }
    const auto weights = balanced_weights(data);
    CHECK(weights[0] == Approx(400.0 / (2 * 380)));
    CHECK(weights[1] == Approx(10));
    const auto found = [&](const auto& loss) {  // samples that are taken for the rare class
        auto net = linear_model<float>(2, 2);
        fit(net, loss, data, Sgd{.learning_rate = 0.1, .epochs = 20});
        return (classes(net.predict(data.inputs)).array() == 1).count();
    };
    CHECK(found(SoftmaxCrossEntropy{}) < 5);
    CHECK(found(ClassWeights{SoftmaxCrossEntropy{}, weights}) > 50);
}

TEST_CASE("wrong weights are refused in a sentence") {
    const SoftmaxCrossEntropy loss;
    CHECK_THROWS_WITH((ClassWeights{loss, {1, -0.5}}),
                      "ClassWeights: weights must be >= 0 and finite, got -0.5");
    CHECK_THROWS_WITH((ClassWeights{loss, {0, 0}}),
                      "ClassWeights: needs a weight for each of two classes or more, one above 0, got 2 with "
                      "the sum 0");
    CHECK_THROWS_WITH((ClassWeights{loss, {1, 2}}.value(drawn(1, 3, 9), targets(3))),
                      "ClassWeights: 3 classes have 2 weights");
    Dataset<double> data{.inputs = drawn(5, 2, 4), .labels = Labels{{0, 2, 2, 0}}};
    CHECK_THROWS_WITH(balanced_weights(data), "balanced_weights: class 1 has no samples");
    data.targets = drawn(5, 1, 4), data.labels.resize(0);
    CHECK_THROWS_WITH(balanced_weights(data), "balanced_weights: needs labels");
}

TEST_CASE("the gradient allocates nothing after the first call") {
    if (!allocations_are_counted()) return;
    const ClassWeights weighted{SoftmaxCrossEntropy{}, {2, 1, 3}};
    const Matrix<double> y = drawn(1, 3, 9), t = targets(3);
    Matrix<double> g(3, 9);
    weighted.value_and_gradient(y, t, g);
    const auto before = allocations();
    weighted.value_and_gradient(y, t, g);
    CHECK(allocations() == before);
}

}  // namespace tests::loss_class_weights
