#include <regula/noise/label_noise.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::noise_label_noise {

template <class Scalar>
Matrix<Scalar> ones_at(Index row, Index rows, Index cols) {
    Matrix<Scalar> t = Matrix<Scalar>::Zero(rows, cols);
    t.row(row).setOnes();
    return t;
}

TEMPLATE_TEST_CASE("a label is replaced with the probability, by each other class alike, never by itself", "",
                   float, double) {
    for (const Index k : {2, 3, 10})
        for (const Index right : {Index{0}, k / 2, k - 1}) {
            const Index n = 40000;
            const double p = 0.3;
            auto t = ones_at<TestType>(right, k, n);
            LabelNoise{p}.perturb(t, Key{static_cast<std::uint64_t>(k)});
            CHECK((t.array() == 0).count() + (t.array() == 1).count() == t.size());
            CHECK(t.colwise().sum() == ones_at<TestType>(0, k, n).colwise().sum());
            for (Index i = 0; i < k; ++i) {
                const double expected = i == right ? 1 - p : p / static_cast<double>(k - 1);
                const double se = std::sqrt(expected * (1 - expected) / static_cast<double>(n));
                CHECK(se < 0.003);
                CHECK(std::abs(static_cast<double>(t.row(i).sum()) / static_cast<double>(n) - expected) <
                      4 * se);
            }
        }
}

TEST_CASE("with probability 1 no label is right, with 0 all are") {
    auto t = ones_at<double>(2, 5, 1000);
    LabelNoise{0}.perturb(t, Key{1});
    CHECK(t == ones_at<double>(2, 5, 1000));
    LabelNoise{1}.perturb(t, Key{1});
    CHECK(t.row(2).isZero(0));
    CHECK(t.sum() == 1000);
}

TEST_CASE("soft targets are shifted as a whole") {
    Matrix<double> t(3, 200);
    t.colwise() = Vector<double>{Eigen::Vector3d{0.7, 0.2, 0.1}};
    LabelNoise{1}.perturb(t, Key{1});
    Index by_one = 0;
    for (Index j = 0; j < t.cols(); ++j) {
        const bool one = t.col(j) == Eigen::Vector3d{0.1, 0.7, 0.2};
        CHECK((one || t.col(j) == Eigen::Vector3d{0.2, 0.1, 0.7}));
        by_one += one;
    }
    CHECK(std::abs(static_cast<double>(by_one) - 100) < 4 * std::sqrt(50.0));
}

TEST_CASE("draws are those of the column alone, in any batch, view and precision") {
    auto all = ones_at<double>(1, 4, 300), few = ones_at<double>(1, 4, 90);
    auto single = ones_at<float>(1, 4, 300);
    Matrix<double> wide = Matrix<double>::Zero(7, 300);
    wide.row(3).setOnes();
    LabelNoise{0.4}.perturb(all, Key{1});
    LabelNoise{0.4}.perturb(few, Key{1});
    LabelNoise{0.4}.perturb(single, Key{1});
    auto part = wide.middleRows(2, 4);
    LabelNoise{0.4}.perturb(part, Key{1});
    CHECK(few == all.leftCols(90));
    CHECK(single.cast<double>() == all);
    CHECK(Matrix<double>{part} == all);
}

TEST_CASE("label noise refuses what has no classes") {
    Matrix<double> row = Matrix<double>::Ones(1, 5);
    CHECK_THROWS_WITH((LabelNoise{0.1}.perturb(row, Key{1})),
                      "LabelNoise: targets must have a row for each of k >= 2 classes, got 1");
    CHECK_THROWS_WITH(LabelNoise{1.5}.check(), "LabelNoise: probability must be in [0, 1], got 1.5");
}

TEMPLATE_TEST_CASE("fit trains on the noisy labels, anew in each epoch, and evaluates on the right ones", "",
                   float, double) {
    // The model is one bias a class; with squared error and rate 1 it moves onto the mean of the targets.
    using Scalar = TestType;
    const Index n = 5000;
    const Dataset<Scalar> data{.inputs = Matrix<Scalar>::Zero(1, n), .labels = Labels::Constant(n, 1)};
    const auto trained = [&](int epochs, auto... policies) {
        auto net = linear_model<Scalar>(1, 3);
        const auto report = fit(net, SquaredError{}, data, data,
                                Sgd{.learning_rate = 1, .epochs = epochs, .batch_size = n}, policies...);
        CHECK(report.last().at("validation_error") == 0);
        return Vector<double>{net.parameters()["0.bias"].template cast<double>()};
    };
    const double p = 0.3;
    const auto got = trained(1, LabelNoise{p});
    const Eigen::Vector3d expected{p / 2, 1 - p, p / 2};
    for (Index i = 0; i < 3; ++i)
        CHECK(std::abs(got(i) - expected(i)) <
              4 * std::sqrt(expected(i) * (1 - expected(i)) / static_cast<double>(n)));
    CHECK(std::abs(got.sum() - 1) < 1e-3);
    CHECK(trained(1, LabelNoise{p}) == got);
    CHECK((trained(2, LabelNoise{p}) - got).norm() > 1e-4);
    CHECK((trained(1) - Eigen::Vector3d{0, 1, 0}).norm() < 1e-3);
    // Noise first, smoothing then: the smoothed targets of the same draws.
    Matrix<double> smooth = got;
    LabelSmoothing{0.2}.perturb(smooth, Key{1});
    CHECK((trained(1, LabelNoise{p}, LabelSmoothing{0.2}) - smooth).norm() < 1e-3);
    CHECK((smooth - got).norm() > 0.05);
}

}  // namespace tests::noise_label_noise
