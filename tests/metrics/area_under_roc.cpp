#include <regula/metrics/area_under_roc.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::metrics_area_under_roc {

/// The share of pairs in the right order, by its definition.
double by_pairs(const Vector<double>& scores, const Labels& labels, int c) {
    double right = 0, all = 0;
    for (Index i = 0; i < scores.size(); ++i)
        for (Index j = 0; j < scores.size(); ++j)
            if (labels[i] == c && labels[j] != c) {
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                ++all;
            }
    return right / all;
}

TEST_CASE("the area under the ROC curve is the share of pairs in the right order, with ties") {
    Matrix<double> scores(3, 200);
    fill_normal(Key{1}, scores);
    scores = (2 * scores).array().round();  // many are equal
    Labels labels(200);
    for (Index j = 0; j < 200; ++j) labels[j] = static_cast<int>(j * j % 3);
    scores.row(1) += (labels.array() == 1).cast<double>().matrix().transpose();
    const Vector<double> areas = area_under_roc(scores, labels);
    for (int c = 0; c < 2; ++c)
        CHECK(areas[c] == Approx(by_pairs(scores.row(c).transpose(), labels, c)).epsilon(1e-12));
    CHECK(areas[1] > 0.55);
    CHECK(std::isnan(areas[2]));  // squares leave no remainder 2
}

TEST_CASE("a sample of weight two is two samples, for the area under the ROC curve") {
    Matrix<double> scores(1, 9), repeated(1, 15);
    fill_normal(Key{3}, scores);
    const Labels labels{{0, 1, 1, 0, 0, 1, 0, 1, 0}};
    const Vector<double> weights{{2, 1, 3, 0, 1, 2, 4, 1, 1}};
    Labels many(15);
    for (Index j = 0, to = 0; j < 9; ++j)
        for (int n = 0; n < weights[j]; ++n, ++to) repeated(0, to) = scores(0, j), many[to] = labels[j];
    CHECK(area_under_roc(scores, labels, weights)[0] ==
          Approx(by_pairs(repeated.row(0).transpose(), many, 1)).epsilon(1e-14));
    CHECK_THROWS_WITH(area_under_roc(scores, labels, Vector<double>{{1, 2}}),
                      "area_under_roc: needs one sample weight a sample, got 2 weights for 9 samples");
}

TEST_CASE("one row holds the scores of class 1, and order alone counts") {
    const Matrix<float> scores{{0.1F, 0.4F, 0.35F, 0.8F}};
    const Labels labels{{0, 0, 1, 1}};
    CHECK(area_under_roc(scores, labels)[0] == 0.75);  // the example of scikit-learn's roc_auc_score
    CHECK(area_under_roc(Matrix<float>{scores.array().exp()}, labels)[0] == 0.75);
    CHECK(area_under_roc(Matrix<float>{-scores}, labels)[0] == 0.25);
}

TEST_CASE("infinite scores are in order, and NaN is refused") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(area_under_roc(Matrix<double>{{-infinity, 0, infinity}}, Labels{{0, 0, 1}})[0] == 1);
    CHECK_THROWS_WITH(area_under_roc(Matrix<double>{{0, std::nan("")}}, Labels{{0, 1}}),
                      "area_under_roc: score 1 is NaN");
    CHECK_THROWS_WITH(area_under_roc(Matrix<double>{{0, 1}}, Labels{{0}}),
                      "area_under_roc: needs one label a sample, got 1 labels for scores of 1 x 2");
}

}  // namespace tests::metrics_area_under_roc
