#include <regula/data/split.hpp>

#include "support/catch.hpp"

#include <set>

using namespace regula;

namespace tests::data_split {

/// Sample i is (i, 10 i, 100 i) with label `labels[i]`.
template <class Scalar>
Dataset<Scalar> numbered(const std::vector<int>& labels) {
    Dataset<Scalar> data;
    data.inputs.resize(3, static_cast<Index>(labels.size()));
    data.labels.resize(data.size());
    for (Index i = 0; i < data.size(); ++i) {
        for (Index f = 0; f < 3; ++f)
            data.inputs(f, i) = static_cast<Scalar>(i * (f == 0 ? 1 : f == 1 ? 10 : 100));
        data.labels[i] = labels[static_cast<std::size_t>(i)];
    }
    return data;
}

/// The positions that the samples of a part had in the whole.
template <class Scalar>
std::vector<int> positions(const Dataset<Scalar>& part) {
    std::vector<int> found;
    for (Index i = 0; i < part.size(); ++i) found.push_back(static_cast<int>(part.inputs(0, i)));
    return found;
}

template <class Scalar>
void covers(const Split<Scalar>& split, const Dataset<Scalar>& whole) {
    std::multiset<int> all;
    for (const auto* part : {&split.train, &split.held_out}) {
        part->check();
        for (const int i : positions(*part)) all.insert(i);
        for (Index j = 0; j < part->size(); ++j) {
            const auto from = static_cast<Index>(part->inputs(0, j));
            CHECK(part->labels[j] == whole.labels[from]);
            CHECK(part->inputs.col(j) == whole.inputs.col(from));
        }
    }
    REQUIRE(static_cast<Index>(all.size()) == whole.size());
    int expected = 0;
    for (const int i : all) CHECK(i == expected++);
}

TEMPLATE_TEST_CASE("subset takes samples in the given order, repeated if asked", "", float, double) {
    const auto data = numbered<TestType>({2, 0, 1, 1});
    const auto part = subset(data, {3, 0, 3});
    CHECK(positions(part) == std::vector<int>{3, 0, 3});
    CHECK(part.labels == Eigen::Vector3i{1, 2, 1});
    CHECK(part.inputs.col(0) == data.inputs.col(3));
}

TEST_CASE("subset takes the targets of a regression along") {
    Dataset<double> data;
    data.inputs = Eigen::RowVector3d{1, 2, 3};
    data.targets.resize(2, 3);
    data.targets << 1, 2, 3, -1, -2, -3;
    const auto part = subset(data, {2, 1});
    part.check();
    CHECK_FALSE(part.has_labels());
    CHECK(part.targets.col(0) == Eigen::Vector2d{3, -3});
    CHECK(part.class_names.empty());
}

TEST_CASE("a part that lacks a class still knows how many there are") {
    const auto part = subset(numbered<double>({0, 1, 2, 4}), {0, 1});
    CHECK(part.classes() == 5);
    CHECK(part.class_names[4] == "4");

    auto named = numbered<double>({0, 1});
    named.class_names = {"cat", "dog", "owl"};
    CHECK(subset(named, {0}).class_names == named.class_names);
}

TEST_CASE("tail holds out the last samples and shuffles nothing") {
    const auto data = numbered<float>({0, 1, 2, 0, 1});
    const auto split = tail(data, 2);
    CHECK(positions(split.train) == std::vector<int>{0, 1, 2});
    CHECK(positions(split.held_out) == std::vector<int>{3, 4});
    covers(split, data);
}

TEMPLATE_TEST_CASE("a random split covers the data once and follows its key", "", float, double) {
    const auto data = numbered<TestType>({0, 1, 2, 0, 1, 1, 1, 2, 0, 1, 2});
    const auto split = random_split(data, 4, Key{1});
    CHECK(split.held_out.size() == 4);
    covers(split, data);
    CHECK(positions(split.held_out) == positions(random_split(data, 4, Key{1}).held_out));
    CHECK(positions(split.held_out) != positions(random_split(data, 4, Key{2}).held_out));
    CHECK(positions(split.train) != positions(tail(data, 4).train));
}

TEST_CASE("shares go to the largest remainders, and the smaller label wins a tie") {
    CHECK(proportional({6, 3, 1}, 5) == std::vector<Index>{3, 2, 0});  // 3, 1.5, 0.5
    CHECK(proportional({5, 5, 5}, 4) == std::vector<Index>{2, 1, 1});  // 1.33 each
    CHECK(proportional({1, 0, 9}, 5) == std::vector<Index>{1, 0, 4});  // 0.5, 0, 4.5
    CHECK(proportional({10, 20, 70}, 10) == std::vector<Index>{1, 2, 7});
}

TEST_CASE("a stratified split keeps the proportions of the classes") {
    std::vector<int> labels;
    for (int i = 0; i < 100; ++i) labels.push_back(i < 70 ? 2 : i < 90 ? 1 : 0);  // sorted, unbalanced
    const auto data = numbered<double>(labels);
    const auto split = stratified(data, 30, Key{1});
    covers(split, data);
    CHECK((split.held_out.labels.array() == 0).count() == 3);
    CHECK((split.held_out.labels.array() == 1).count() == 6);
    CHECK((split.held_out.labels.array() == 2).count() == 21);
    CHECK(positions(split.held_out) != positions(stratified(data, 30, Key{2}).held_out));
}

TEST_CASE("a split must leave samples in both parts") {
    const auto data = numbered<double>({0, 1, 0});
    CHECK_THROWS_WITH(tail(data, 3), "tail: the held-out count must lie in 1 ... 2, got 3");
    CHECK_THROWS_WITH(random_split(data, 0, Key{1}),
                      "random_split: the held-out count must lie in 1 ... 2, got 0");
    CHECK_THROWS_WITH(stratified(data, -1, Key{1}),
                      "stratified: the held-out count must lie in 1 ... 2, got -1");
    CHECK_THROWS_WITH(subset(data, {0, 3}), "subset: positions must lie in 0 ... 2, got 3");
    CHECK_THROWS_AS(subset(data, {-1}), std::invalid_argument);
    CHECK_THROWS_WITH(subset(data, {}), "subset: needs at least one position, got none");
    CHECK_THROWS_AS(tail(Dataset<double>{}, 1), std::invalid_argument);
}

TEST_CASE("data with fewer labels, targets or weights than samples have no subset") {
    auto data = numbered<double>({0, 1, 0});
    data.labels.conservativeResize(2);
    CHECK_THROWS_WITH(subset(data, {0, 2}), "subset: needs one label a sample, got 2 labels for 3 samples");
    data.labels.resize(0);
    data.targets.setZero(1, 2);
    CHECK_THROWS_WITH(subset(data, {0, 2}),
                      "subset: needs one column of targets a sample, got 2 columns for 3 samples");
    data.targets.setZero(1, 3);
    data.sample_weights.setOnes(2);
    CHECK_THROWS_WITH(subset(data, {0, 2}),
                      "subset: needs one sample weight a sample, got 2 weights for 3 samples");
    data.sample_weights.setOnes(4);
    CHECK_THROWS_WITH(subset(data, {0, 2}),
                      "subset: needs one sample weight a sample, got 4 weights for 3 samples");

    const auto inputs_alone = subset(Dataset<double>{.inputs = data.inputs}, {2, 0});
    CHECK(positions(inputs_alone) == std::vector<int>{2, 0});
    CHECK(inputs_alone.targets.size() == 0);
}

TEST_CASE("only labelled data can be stratified") {
    Dataset<double> data;
    data.inputs = Eigen::RowVector3d{1, 2, 3};
    data.targets = data.inputs;
    CHECK_THROWS_WITH(stratified(data, 1, Key{1}), "stratified: needs labels, got data with targets");
}

}  // namespace tests::data_split
