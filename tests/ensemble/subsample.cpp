#include <regula/ensemble/subsample.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the data of a share are its samples and features, in its order") {
    const Dataset<double> data{.inputs = test::drawn(1, 3, 4), .labels = Labels{{2, 0, 1, 0}}};
    const auto part = subset(data, Subsample{.samples = {3, 0, 3}, .features = {2, 0}});
    CHECK(part.inputs == Matrix<double>{{data.inputs(2, 3), data.inputs(2, 0), data.inputs(2, 3)},
                                        {data.inputs(0, 3), data.inputs(0, 0), data.inputs(0, 3)}});
    CHECK(part.labels == Labels{{0, 2, 0}});
    CHECK(part.classes() == 3);
    CHECK(subset(data, Subsample{}).inputs == data.inputs);
    CHECK(subset(data, Subsample{.features = {1}}).inputs == data.inputs.row(1));
    CHECK_THROWS_WITH(with_features(data.inputs, {3}), "with_features: features must lie in 0 ... 2, got 3");
}

TEST_CASE("a share has each sample as often as it lists it, or once if it lists none") {
    CHECK(multiplicities({.samples = {3, 0, 3}}, 5) == std::vector<int>{1, 0, 0, 2, 0});
    CHECK(multiplicities({}, 3) == std::vector<int>{1, 1, 1});
    CHECK_THROWS_WITH(
        multiplicities({.samples = {5}}, 5),
        "multiplicities: a member was trained on sample 5, the data have 5 samples: other data");
}
