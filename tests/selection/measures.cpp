#include <regula/selection/measures.hpp>

#include <regula/data/split.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <cmath>

using namespace regula;

namespace tests::selection_measures {

static_assert(Measure<MeanLoss<Logistic>> && Measure<ClassError> && Measure<RankingError> &&
              Measure<AbsoluteError>);
static_assert(!Measure<SquaredError>);

/// Five samples of two classes, with a weight of 0, and the same with each sample as often as it weighs.
const Dataset<double> weighted{.inputs = Matrix<double>::Ones(1, 5),
                               .labels = Labels{{0, 1, 1, 0, 1}},
                               .sample_weights = Vector<double>{{1, 2, 0, 3, 1}}};
const std::vector<Index> repeats{0, 1, 1, 3, 3, 3, 4};
const Matrix<double> scores{{-1.0, 0.5, -7.0, 0.2, -0.4}};

Dataset<double> repeated(Dataset<double> data) {
    data.sample_weights.resize(0);
    return subset(data, repeats);
}
Matrix<double> repeated(const Matrix<double>& y) { return y(Eigen::indexing::all, repeats); }

TEST_CASE("measures of classes are as counted by hand, and weights are repetitions") {
    // wrong: sample 3 of weight 3 (0.2 for class 0) and sample 4 of weight 1 (-0.4 for class 1), of 7
    CHECK(std::abs(ClassError{}.error(scores, weighted) - 4.0 / 7) < 1e-15);
    // pairs (class 1, class 0): 0.5 is above both, 2 * 4 pairs; -0.4 is above -1, one of 4: 9 of 12
    CHECK(std::abs(RankingError{}.error(scores, weighted) - 3.0 / 12) < 1e-15);
    const auto same = [](const auto& measure, const Matrix<double>& y, const Dataset<double>& data) {
        const double a = measure.error(y, data), b = measure.error(repeated(y), repeated(data));
        CHECK(std::abs(a - b) < 1e-14);
        Dataset<double> scaled = data;
        scaled.sample_weights *= 1e-300;
        CHECK(std::abs(measure.error(y, scaled) - a) < 1e-14);
    };
    same(ClassError{}, scores, weighted);
    same(RankingError{}, scores, weighted);
    same(MeanLoss<Logistic>{}, scores, weighted);

    Dataset<double> three = weighted;
    three.labels = Labels{{0, 2, 1, 1, 2}};
    const Matrix<double> of_three = test::drawn(5, 3, 5);
    same(RankingError{}, of_three, three);
    same(MeanLoss<SoftmaxCrossEntropy>{}, of_three, three);
    // the softmax of two scores ranks as their difference; a number added to both changes nothing
    const Matrix<double> shift{{3.0, -8.0, 1.0, 5.0, 2.0}};
    Matrix<double> two(2, 5);
    two << shift, shift + scores;
    CHECK(std::abs(RankingError{}.error(two, weighted) - 0.25) < 1e-15);
    CHECK(std::abs(ClassError{}.error(two, weighted) - 4.0 / 7) < 1e-15);

    Dataset<double> numbers = weighted;
    numbers.labels.resize(0);
    numbers.targets = Matrix<double>{{-2.0, 1.0, 9.0, 0.7, -0.4}};  // off by 1, 0.5, 16, 0.5, 0
    CHECK(std::abs(AbsoluteError{}.error(scores, numbers) - (1 + 2 * 0.5 + 3 * 0.5) / 7) < 1e-15);
    same(AbsoluteError{}, scores, numbers);
    same(MeanLoss<SquaredError>{}, scores, numbers);
    numbers.sample_weights.resize(0);
    CHECK(std::abs(AbsoluteError{}.error(scores, numbers) - 18.0 / 5) < 1e-14);
}

TEST_CASE("measures refuse data without a meaning for them") {
    Dataset<double> numbers{.inputs = weighted.inputs, .targets = scores};
    CHECK_THROWS_WITH(ClassError{}.error(scores, numbers), "ClassError: needs labels, got data with targets");
    CHECK_THROWS_WITH(RankingError{}.error(scores, numbers),
                      "RankingError: needs labels, got data with targets");
    CHECK_THROWS_WITH(AbsoluteError{}.error(scores, weighted),
                      "AbsoluteError: needs targets, got data with labels");
    CHECK_THROWS_WITH(AbsoluteError{}.error(Matrix<double>{{1, 2}}, numbers),
                      "mean_absolute_error: needs outputs and targets of one shape, got 1 x 2 and 1 x 5");
    Dataset<double> one_class = weighted;
    one_class.labels.setZero();
    CHECK_THROWS_WITH(RankingError{}.error(scores, one_class),
                      "RankingError: needs held-out samples of class 1 and of others; see stratified_folds");
    one_class = weighted;
    one_class.sample_weights = Vector<double>{{1, 0, 0, 1, 0}};  // those of class 1 count for nothing
    CHECK_THROWS_WITH(RankingError{}.error(scores, one_class),
                      "RankingError: needs held-out samples of class 1 and of others; see stratified_folds");
}

}  // namespace tests::selection_measures
