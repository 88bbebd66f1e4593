#include <regula/data/concatenate.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the samples of one are followed by those of the other, with their labels or targets") {
    Dataset<double> a{.inputs = Matrix<double>::Random(3, 4), .labels = Labels::LinSpaced(4, 0, 3)};
    Dataset<double> b{.inputs = Matrix<double>::Random(3, 2), .labels = Labels::Constant(2, 4)};
    b.class_names = {"a", "b", "c", "d", "e"};
    const auto both = concatenate(a, b);
    both.check();
    CHECK(both.inputs.leftCols(4) == a.inputs);
    CHECK(both.inputs.rightCols(2) == b.inputs);
    CHECK(both.labels.head(4) == a.labels);
    CHECK(both.labels.tail(2) == b.labels);
    CHECK(both.classes() == 5);

    const Dataset<double> c{.inputs = Matrix<double>::Random(3, 4), .targets = Matrix<double>::Random(2, 4)};
    const Dataset<double> d{.inputs = Matrix<double>::Random(3, 1), .targets = Matrix<double>::Random(2, 1)};
    CHECK(concatenate(c, d).targets.rightCols(1) == d.targets);
    CHECK(concatenate(c, d).targets.leftCols(4) == c.targets);
}

TEST_CASE("unlabelled data go together") {
    const Dataset<double> a{.inputs = Matrix<double>::Random(3, 4)},
        b{.inputs = Matrix<double>::Random(3, 2)};
    const auto both = concatenate(a, b);
    CHECK(both.inputs.leftCols(4) == a.inputs);
    CHECK(both.inputs.rightCols(2) == b.inputs);
    CHECK(both.targets.size() == 0);
    CHECK_FALSE(both.has_labels());
}

TEST_CASE("data that do not go together are refused") {
    const Dataset<double> a{.inputs = Matrix<double>(3, 4), .labels = Labels::Zero(4)};
    const Dataset<double> wide{.inputs = Matrix<double>(2, 4), .labels = Labels::Zero(4)};
    const Dataset<double> one{.inputs = Matrix<double>(3, 4), .targets = Matrix<double>(1, 4)};
    const Dataset<double> two{.inputs = Matrix<double>(3, 4), .targets = Matrix<double>(2, 4)};
    CHECK_THROWS_WITH(concatenate(a, wide), "concatenate: both must have as many features, got 3 and 2");
    CHECK_THROWS_WITH(concatenate(a, one), "concatenate: one has labels and the other has targets");
    CHECK_THROWS_WITH(concatenate(one, two), "concatenate: both must have as many targets, got 1 and 2");

    const Dataset<double> good{.inputs = Matrix<double>(3, 4), .labels = Labels::Zero(4)};
    Dataset<double> short_of = good;
    short_of.labels.setZero(3);
    const auto refused = [&](const std::string& sentence) {
        CHECK_THROWS_WITH(concatenate(good, short_of), sentence);
        CHECK_THROWS_WITH(concatenate(short_of, good), sentence);
    };
    refused("concatenate: needs one label a sample, got 3 labels for 4 samples");
    short_of.labels.setZero(4);
    short_of.sample_weights.setOnes(3);
    refused("concatenate: needs one sample weight a sample, got 3 weights for 4 samples");
    Dataset<double> few = one;
    few.targets.setZero(1, 5);
    CHECK_THROWS_WITH(concatenate(one, few),
                      "concatenate: needs one column of targets a sample, got 5 columns for 4 samples");
}
