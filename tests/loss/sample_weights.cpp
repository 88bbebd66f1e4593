#include <regula/loss/sample_weights.hpp>

#include <regula/loss.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/weighted.hpp"

using namespace regula;

namespace tests::loss_sample_weights {

using test::drawn;

/// Distributions over three classes, which all losses take.
Matrix<double> targets() {
    Matrix<double> t = drawn(2, 3, 11).cwiseAbs();
    return t.array().rowwise() / t.colwise().sum().array();
}

/// A loss of plain matrices alone, as a user may write one.
struct Plain {
    double value(const Matrix<double>& y, const Matrix<double>& t) const {
        return (y - t).cwiseAbs2().cwiseAbs2().sum() / static_cast<double>(y.cols());
    }
    void gradient(const Matrix<double>& y, const Matrix<double>& t, Matrix<double>& g) const {
        g = 4 / static_cast<double>(y.cols()) * (y - t).array().cube();
    }
};

TEMPLATE_TEST_CASE("whole weights are repeated samples", "", SquaredError, Logistic, SoftmaxCrossEntropy,
                   Huber, MarginalLikelihood, Plain) {
    const TestType loss;
    const Vector<double> w = test::whole_weights(), relative = relative_weights(w);
    const auto often = test::as_often(w);
    const Matrix<double> y = drawn(1, 3, 11), t = targets(), u = drawn(3, 3, 11);
    const Matrix<double> all_y = y(Eigen::all, often), all_t = t(Eigen::all, often);
    const SampleWeights weighted{loss, relative};
    CHECK(weighted.value(y, t) == Approx(loss.value(all_y, all_t)).epsilon(1e-13));

    Matrix<double> g, alone;
    CHECK(weighted.value_and_gradient(y, t, g) == Approx(weighted.value(y, t)).epsilon(1e-13));
    CHECK((g - test::differences(y, [&](const auto& z) { return weighted.value(z, t); })).norm() < 1e-8);
    weighted.gradient(y, t, alone);
    CHECK(alone == g);
    CHECK((g.col(4).isZero(0) && g.col(9).isZero(0)));  // of weight 0
    if constexpr (CurvedLoss<TestType>) {
        Matrix<double> v, ahead, behind;
        weighted.curvature(y, t, u, v);
        weighted.gradient(y + 1e-6 * u, t, ahead);
        weighted.gradient(y - 1e-6 * u, t, behind);
        CHECK((v - (ahead - behind) / 2e-6).norm() < 1e-8);
    }
}

TEST_CASE("whole weights are repeated samples with labels, and with weights of classes") {
    const Vector<double> w = test::whole_weights(), relative = relative_weights(w);
    const Labels labels = test::weighted_classes().labels;
    const auto often = test::as_often(w);
    const Matrix<double> y = drawn(1, 3, 11), all_y = y(Eigen::all, often);
    const Labels all_labels = labels(often);
    const SoftmaxCrossEntropy loss;
    const SampleWeights weighted{loss, relative};
    static_assert(LabelLoss<decltype(weighted)>);
    Matrix<double> g;
    CHECK(weighted.value(y, labels) == Approx(loss.value(all_y, all_labels)).epsilon(1e-13));
    weighted.value_and_gradient(y, labels, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return weighted.value(z, labels); })).norm() < 1e-8);

    const ClassWeights by_class{loss, {2, 0.5, 1}};
    const Matrix<double> t = targets(), all_t = t(Eigen::all, often);
    CHECK(SampleWeights{by_class, relative}.value(y, t) ==
          Approx(by_class.value(all_y, all_t)).epsilon(1e-13));
}

TEST_CASE("without weights it is the loss, bit for bit") {
    const SoftmaxCrossEntropy loss;
    const Vector<double> none;
    const SampleWeights weighted{loss, none};
    const Matrix<double> y = drawn(1, 3, 11), t = targets(), u = drawn(3, 3, 11);
    Matrix<double> g, h;
    CHECK(weighted.value(y, t) == loss.value(y, t));
    CHECK(weighted.value_and_gradient(y, t, g) == loss.value_and_gradient(y, t, h));
    CHECK(g == h);
    weighted.curvature(y, t, u, g);
    loss.curvature(y, t, u, h);
    CHECK(g == h);
}

TEST_CASE("a sample of weight 0 is absent, even if its loss is infinite") {
    const SoftmaxCrossEntropy loss;
    Matrix<double> y = drawn(1, 2, 3), g;
    y(0, 1) = -std::numeric_limits<double>::infinity();
    const Labels labels{{1, 0, 0}};
    CHECK(std::isinf(loss.value(y, labels)));
    const Vector<double> w{{1.5, 0, 1.5}};
    CHECK(std::isfinite(SampleWeights{loss, w}.value_and_gradient(y, labels, g)));
    CHECK(g.allFinite());
}

TEST_CASE("another number of weights than of samples is refused") {
    const SquaredError loss;
    const Vector<double> w = Vector<double>::Ones(4);
    CHECK_THROWS_WITH((SampleWeights{loss, w}.value(drawn(1, 2, 5), drawn(2, 2, 5))),
                      "SampleWeights: needs a weight for each of 5 samples, got 4");
}

TEST_CASE("a weighted loss allocates nothing after the first call") {
    if (!allocations_are_counted()) return;
    const SoftmaxCrossEntropy loss;
    const Vector<double> w = test::whole_weights();
    const Matrix<double> y = drawn(1, 3, 11), t = targets();
    const Labels labels = test::weighted_classes().labels;
    Matrix<double> g(3, 11);
    double sum = 0;
    std::size_t before = 0;
    for (int call = 0; call < 3; ++call) {
        if (call == 1) before = allocations();
        sum += SampleWeights{loss, w}.value_and_gradient(y, t, g) + SampleWeights{loss, w}.value(y, labels);
        SampleWeights{loss, w}.curvature(y, t, y, g);
    }
    CHECK(allocations() == before);
    CHECK(sum > 0);
}

}  // namespace tests::loss_sample_weights
