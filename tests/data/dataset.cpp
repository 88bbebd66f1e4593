#include <regula/data/dataset.hpp>

#include "support/catch.hpp"

#include <limits>

using namespace regula;

namespace tests::data_dataset {

template <class Scalar>
Dataset<Scalar> labelled() {
    Dataset<Scalar> data;
    data.inputs.setOnes(2, 3);
    data.labels = Eigen::Vector3i{0, 2, 1};
    return data;
}

template <class Scalar>
Dataset<Scalar> with_targets() {
    Dataset<Scalar> data;
    data.inputs.setOnes(2, 3);
    data.targets.setZero(4, 3);
    return data;
}

TEMPLATE_TEST_CASE("a data set knows its sizes", "", float, double) {
    auto data = labelled<TestType>();
    data.check();
    CHECK(data.size() == 3);
    CHECK(data.features() == 2);
    CHECK(data.classes() == 3);
    CHECK(data.outputs() == 3);
    data.class_names = {"a", "b", "c", "never seen"};
    CHECK(data.outputs() == 4);

    with_targets<TestType>().check();
    CHECK(with_targets<TestType>().outputs() == 4);
    CHECK(with_targets<TestType>().classes() == 0);
}

TEST_CASE("a data set without samples, or without targets, or with both, is refused") {
    CHECK_THROWS_WITH(Dataset<double>{}.check(), "Dataset: must hold at least one sample, got 0 x 0");
    auto data = labelled<double>();
    data.labels.resize(0);
    CHECK_THROWS_WITH(data.check("train"), "train: must have either targets or labels, got neither");
    data = labelled<double>();
    data.targets.setZero(1, 3);
    CHECK_THROWS_WITH(data.check(), "Dataset: must have either targets or labels, got both");
}

TEST_CASE("there must be a label, or a column of targets, for every sample") {
    auto data = labelled<double>();
    data.inputs.setOnes(2, 4);
    CHECK_THROWS_WITH(data.check(), "Dataset: needs one label a sample, got 3 labels for 4 samples");
    data = with_targets<double>();
    data.targets.setZero(3, 4);
    CHECK_THROWS_WITH(data.check(),
                      "Dataset: needs one column of targets a sample, got 4 columns for 3 samples");
}

TEST_CASE("labels must be those of classes") {
    auto data = labelled<double>();
    data.class_names = {"a", "b"};
    CHECK_THROWS_WITH(data.check(), "Dataset: labels must lie in 0 ... 1, got 2");
    data.labels[0] = -1;
    CHECK_THROWS_WITH(data.check(),
                      "Dataset: labels must lie in 0 ... 1, got -1; samples "
                      "without labels are the second set of a Together");
}

TEMPLATE_TEST_CASE("a number that is not finite is refused with its place", "", float, double) {
    auto data = labelled<TestType>();
    data.inputs(1, 2) = std::numeric_limits<TestType>::quiet_NaN();
    CHECK_THROWS_WITH(data.check(), "Dataset: every input must be finite, got nan at row 1 of sample 2");
    auto with = with_targets<TestType>();
    with.targets(3, 0) = -std::numeric_limits<TestType>::infinity();
    CHECK_THROWS_WITH(with.check("test"), "test: every target must be finite, got -inf at row 3 of sample 0");
}

}  // namespace tests::data_dataset
