#include <regula/core/targets.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_targets {

struct Silent {};
struct Taking {
    static constexpr bool takes_labels = true;
};
struct Declining {
    static constexpr bool takes_labels = false;
};
static_assert(takes_labels<Taking> && !takes_labels<Declining> && !takes_labels<Silent>);

TEST_CASE("targets must have the shape of the outputs, labels lie among them, one a sample") {
    const Matrix<double> y = Matrix<double>::Zero(3, 2);
    CHECK_NOTHROW(require_targets(y, y, "Loss"));
    CHECK_NOTHROW(require_targets(y, Labels{{0, 2}}, "Loss"));
    CHECK_THROWS_WITH(require_targets(y, Matrix<double>{Matrix<double>::Zero(2, 3)}, "Loss"),
                      "Loss: targets must be 3 x 2 as the outputs are, got 2 x 3");
    CHECK_THROWS_WITH(require_targets(y, Labels{{0, 3}}, "Loss"), "Loss: labels must lie in 0 ... 2, got 3");
    CHECK_THROWS_WITH(require_targets(y, Labels{{-1, 0}}, "Loss"),
                      "Loss: labels must lie in 0 ... 2, got -1");
    CHECK_THROWS_WITH(require_targets(y, Labels{{0, 1, 2}}, "Loss"),
                      "Loss: needs one label a sample, got 3 labels for 2 samples");
    const Matrix<double> empty{3, 0};
    CHECK_THROWS_WITH(require_targets(empty, empty, "Loss"),
                      "Loss: needs outputs of at least one sample, got 3 x 0");
}

TEMPLATE_TEST_CASE("targets of classes are shares of one sum in each column", "", float, double) {
    using M = Matrix<TestType>;
    const auto some = static_cast<TestType>(0.3), rest = static_cast<TestType>(0.7);
    const auto most = static_cast<TestType>(0.9), more = static_cast<TestType>(2.1);
    CHECK_NOTHROW(require_class_targets(M{{some, 1, 0}, {rest, 0, 0}}, "Policy"));
    CHECK_NOTHROW(require_class_targets(M{{most, 3}, {more, 0}}, "Policy"));
    CHECK_THROWS_WITH(require_class_targets(M{{1, 1}}, "Policy"),
                      "Policy: targets must have a row for each of k >= 2 classes, got 1");
    CHECK_THROWS_WITH(require_class_targets(M{{0.5, 1}, {-1.5, 0}}, "Policy"),
                      "Policy: targets must be shares of classes, >= 0, got -1.5 in column 0");
    // samples x classes, of four samples two of which are of class 0
    CHECK_THROWS_WITH(
        require_class_targets(M{{1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, "Policy"),
        "Policy: targets must be classes x samples, with the same sum in each column; got 2 and 1");
    const auto nan = std::numeric_limits<TestType>::quiet_NaN();
    CHECK_THROWS_AS(require_class_targets(M{{nan, 1}, {0, 0}}, "Policy"), std::invalid_argument);
}

}  // namespace tests::core_targets
