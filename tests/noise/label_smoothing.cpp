#include <regula/noise/label_smoothing.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("both conventions, of one-hot targets", "", float, double) {
    Matrix<TestType> t = Matrix<TestType>::Identity(5, 5), book = t, szegedy = t;
    const double e = 0.3;
    LabelSmoothing{.epsilon = e}.perturb(book, Key{1});
    LabelSmoothing{.epsilon = e, .over = LabelSmoothing::all_classes}.perturb(szegedy, Key{1});
    for (Index i = 0; i < 5; ++i)
        for (Index j = 0; j < 5; ++j) {
            CHECK(book(i, j) == Approx(i == j ? 1 - e : e / 4).epsilon(1e-6));
            CHECK(szegedy(i, j) == Approx(i == j ? 1 - e + e / 5 : e / 5).epsilon(1e-6));
        }
    LabelSmoothing{0}.perturb(t, Key{1});
    CHECK(t == Matrix<TestType>::Identity(5, 5));
}

TEST_CASE("soft targets keep their sum, and a column of zeros stays one") {
    Matrix<double> t(4, 2);
    t << 0.5, 0, 0.3, 0, 0.15, 0, 0.05, 0;
    for (const auto over : {LabelSmoothing::other_classes, LabelSmoothing::all_classes}) {
        Matrix<double> smooth = t;
        LabelSmoothing{.epsilon = 0.2, .over = over}.perturb(smooth, Key{1});
        CHECK(smooth.col(0).sum() == Approx(1));
        CHECK(smooth.col(1).isZero(0));
        // It is the mean over classes drawn from the column, one-hot and smoothed: a linear map.
        Matrix<double> hot = Matrix<double>::Identity(4, 4);
        LabelSmoothing{.epsilon = 0.2, .over = over}.perturb(hot, Key{1});
        CHECK((smooth - hot * t).norm() < 1e-15);
    }
}

TEST_CASE("smoothing refuses what has no classes") {
    Matrix<double> row = Matrix<double>::Ones(1, 5);
    CHECK_THROWS_WITH((LabelSmoothing{0.1}.perturb(row, Key{1})),
                      "LabelSmoothing: targets must have a row for each of k >= 2 classes, got 1");
    CHECK_THROWS_WITH(LabelSmoothing{-0.1}.check(), "LabelSmoothing: epsilon must be in [0, 1], got -0.1");
}

TEMPLATE_TEST_CASE("softmax regression on a constant input converges to the finite gap of its convention",
                   "[unsanitized]", float, double) {
    const double e = 0.1;
    const Index k = 10;
    const Dataset<TestType> data{.inputs = Matrix<TestType>::Ones(1, 3), .labels = Labels::Constant(3, 7)};
    const auto gaps = [&](auto... policies) {
        auto net = linear_model<TestType>(1, k);
        fit(net, SoftmaxCrossEntropy{}, data, data, Sgd{.learning_rate = 1, .epochs = 4000}, policies...);
        const Vector<double> y = net.predict(data.inputs).col(0).template cast<double>();
        std::vector<double> all;
        for (Index i = 0; i < k; ++i)
            if (i != 7) all.push_back(y(7) - y(i));
        return all;
    };
    const double tolerance = sizeof(TestType) == sizeof(double) ? 1e-10 : 1e-4, classes = 10;
    for (const double gap : gaps(LabelSmoothing{.epsilon = e}))
        CHECK(std::abs(gap - std::log((1 - e) * (classes - 1) / e)) < tolerance);
    for (const double gap : gaps(LabelSmoothing{.epsilon = e, .over = LabelSmoothing::all_classes}))
        CHECK(std::abs(gap - std::log(1 + classes * (1 - e) / e)) < tolerance);
    for (const double gap : gaps()) CHECK(gap > 7);  // hard labels drift without end
}

TEST_CASE("the smoothed cross-entropy is the mix of that of the label and that of the uniform distribution") {
    // (1 - e) CE(label) + e CE(uniform), over all classes: the training loss of a step at random scores.
    const double e = 0.2;
    const Dataset<double> data{.inputs = Matrix<double>::Ones(1, 1), .labels = Labels::Constant(1, 2)};
    auto net = linear_model<double>(1, 4);
    fill_normal(Key{1}, net.parameters().vector());
    const Matrix<double> y = net.predict(data.inputs), uniform = Matrix<double>::Constant(4, 1, 0.25);
    const double hard = SoftmaxCrossEntropy{}.value(y, data.labels),
                 flat = SoftmaxCrossEntropy{}.value(y, uniform);
    const auto report = fit(net, SoftmaxCrossEntropy{}, data, Sgd{.epochs = 1},
                            LabelSmoothing{.epsilon = e, .over = LabelSmoothing::all_classes});
    CHECK(report.last().at("loss") == Approx((1 - e) * hard + e * flat).epsilon(1e-13));
}
