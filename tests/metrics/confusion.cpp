#include <regula/metrics/confusion.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::metrics_confusion {

const Labels actual{{0, 1, 2, 0, 1, 2, 0, 0, 2}}, predicted{{0, 2, 1, 0, 0, 2, 0, 1, 2}};

TEST_CASE("a confusion counts samples by class and prediction") {
    const Confusion found{actual, predicted, 3};
    Confusion::Counts expected(3, 3);
    expected << 3, 1, 0, 1, 0, 1, 0, 1, 2;
    CHECK(found.counts() == expected);
    CHECK(found.samples() == 9);
    CHECK(found.accuracy() == Approx(5.0 / 9));
}

TEST_CASE("precision, recall and F1 follow from the counts") {
    const Confusion found{actual, predicted, 3};
    CHECK(found.precision(0) == Approx(3.0 / 4));
    CHECK(found.recall(0) == Approx(3.0 / 4));
    CHECK(found.precision(1) == 0);
    CHECK(found.recall(2) == Approx(2.0 / 3));
    CHECK(found.f1(2) == Approx(2.0 / 3));
    CHECK(found.mean_recall() == Approx((0.75 + 0 + 2.0 / 3) / 3));
    CHECK(found.mean_precision() == Approx((0.75 + 0 + 2.0 / 3) / 3));
    CHECK(found.mean_f1() == Approx((0.75 + 0 + 2.0 / 3) / 3));
}

TEST_CASE("F1 is the harmonic mean of precision and recall") {
    const Confusion found{Labels{{0, 0, 0, 1, 1}}, Labels{{0, 1, 1, 1, 0}}, 2};
    for (Index c = 0; c < 2; ++c)
        CHECK(found.f1(c) == Approx(2 / (1 / found.precision(c) + 1 / found.recall(c))));
}

TEST_CASE("figures without samples are NaN, and means leave them out") {
    const Confusion found{Labels{{0, 0, 1}}, Labels{{0, 0, 0}}, 3};
    CHECK(std::isnan(found.precision(1)));
    CHECK(std::isnan(found.recall(2)));
    CHECK(std::isnan(found.f1(2)));
    CHECK(found.f1(1) == 0);
    CHECK(found.mean_precision() == Approx(2.0 / 3));
    CHECK(found.mean_recall() == Approx(0.5));
}

TEST_CASE("a confusion refuses labels that do not fit") {
    CHECK_THROWS_WITH((Confusion{Labels{{0, 1}}, Labels{{0}}, 2}),
                      "Confusion: needs a prediction for each sample, got 1 for 2");
    CHECK_THROWS_WITH((Confusion{Labels{{0, 1}}, Labels{{0, 2}}, 2}),
                      "Confusion: labels must be from 0 to 1, got 2 at sample 1");
    CHECK_THROWS_WITH((Confusion{Labels{{0, -1}}, Labels{{0, 1}}, 2}),
                      "Confusion: labels must be from 0 to 1, got -1 at sample 1");
    CHECK_THROWS_WITH((Confusion{Labels{}, Labels{}, 2}),
                      "Confusion: needs a prediction for each sample, got 0 for 0");
    CHECK_THROWS_WITH((Confusion{Labels{{0}}, Labels{{0}}, 0}), "Confusion: classes must be >= 1, got 0");
    CHECK_THROWS_WITH((Confusion{Labels{{0}}, Labels{{0}}, 1}.recall(1)),
                      "Confusion: the class must be from 0 to 0, got 1");
}

}  // namespace tests::metrics_confusion
