#include <regula/theory/label_smoothing.hpp>

#include <regula/loss/softmax_cross_entropy.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_label_smoothing {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("smoothed labels are distributions, in both forms, with the gaps of their papers") {
    const auto book = theory::smoothed_over_others(10, 0.1), common = theory::smoothed_over_all(10, 0.1);
    CHECK_THAT(book.right + 9 * book.wrong, WithinRel(1, 1e-15));
    CHECK_THAT(common.right + 9 * common.wrong, WithinRel(1, 1e-15));
    CHECK(book.right == 0.9);
    CHECK_THAT(common.right, WithinRel(0.91, 1e-15));
    CHECK_THAT(book.gap(), WithinRel(std::log(9 * 0.9 / 0.1), 1e-14));
    CHECK_THAT(common.gap(), WithinRel(std::log(1 + 10 * 0.9 / 0.1), 1e-14));
}

TEST_CASE("descending the smoothed loss ends at the gap, and at the entropy of the label") {
    for (const auto& label : {theory::smoothed_over_others(5, 0.2), theory::smoothed_over_all(5, 0.2)}) {
        Matrix<double> y = Matrix<double>::Zero(5, 1), t = Matrix<double>::Constant(5, 1, label.wrong), g;
        t(2) = label.right;
        for (int k = 0; k < 5000; ++k) {
            SoftmaxCrossEntropy{}.gradient(y, t, g);
            y -= 2 * g;
        }
        CHECK_THAT(y(2) - y(0), WithinRel(label.gap(), 1e-12));
        CHECK_THAT(SoftmaxCrossEntropy{}.value(y, t), WithinRel(label.least_loss(), 1e-13));
    }
}

TEST_CASE("label smoothing needs two classes and a share between 0 and 1") {
    CHECK_THROWS_AS(theory::smoothed_over_others(1, 0.1), std::invalid_argument);
    CHECK_THROWS_AS(theory::smoothed_over_all(3, 0), std::invalid_argument);
    CHECK_THROWS_AS(theory::smoothed_over_all(3, 1), std::invalid_argument);
}

}  // namespace tests::theory_label_smoothing
