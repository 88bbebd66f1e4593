#include <regula/inference/class_probabilities.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_class_probabilities {

using test::drawn;

Matrix<double> softmax(Matrix<double> y) {
    for (auto column : y.colwise()) {
        column.array() = (column.array() - column.maxCoeff()).exp();
        column /= column.sum();
    }
    return y;
}

TEST_CASE("of certain scores the probabilities are the softmax, or the sigmoid of one score") {
    const auto m = drawn(1, 5, 4);
    CHECK((class_probabilities(Gaussian<double>{m, {}}) - softmax(m)).norm() < 1e-6);
    CHECK((class_probabilities(Gaussian<double>{m, Matrix<double>::Zero(5, 4)}) - softmax(m)).norm() < 1e-6);
    const auto one = class_probabilities(Gaussian<float>{Matrix<float>{{0.7f, -2}}, {}});
    CHECK(std::abs(one(0) - 1 / (1 + std::exp(-0.7f))) < 1e-6f);
    CHECK(std::abs(one(1) - 1 / (1 + std::exp(2.0f))) < 1e-6f);
    // Of two scores it is about the sigmoid of their difference; a common shift changes nothing.
    const Gaussian<double> two{Matrix<double>{{0.9}, {-0.4}}, Matrix<double>{{2.0}, {0.7}}};
    CHECK(std::abs(class_probabilities(two)(0) - expected_sigmoid(1.3, 2.7)) < 0.014);
    const Gaussian<double> shifted{(two.mean.array() + 40).matrix(), two.variance};
    CHECK((class_probabilities(shifted) - class_probabilities(two)).norm() < 1e-13);
}

TEST_CASE("the mean of the softmax over draws is near, much nearer than the softmax of the means") {
    const Index classes = 10, draws = 20000;
    double worst = 0, worst_of_means = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Vector<double> m = 2 * drawn(seed, classes);
        const Vector<double> v = (drawn(seed + 50, classes).array() / 2).exp() * 2;
        Matrix<double> y = v.cwiseSqrt().asDiagonal() * drawn(seed + 100, classes, draws);
        y.colwise() += m;
        const Vector<double> exact = softmax(y).rowwise().mean();  // standard error below 0.003
        const Vector<double> found = class_probabilities(Gaussian<double>{m, v});
        CHECK(std::abs(found.sum() - 1) < 1e-14);
        worst = std::max(worst, (found - exact).cwiseAbs().sum() / 2);
        worst_of_means = std::max(worst_of_means, (Vector<double>{softmax(m)} - exact).cwiseAbs().sum() / 2);
    }
    CAPTURE(worst, worst_of_means);
    CHECK(worst < 0.01);
    CHECK(worst_of_means > 0.1);
}

}  // namespace tests::inference_class_probabilities
