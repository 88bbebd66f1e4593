#include <regula/data/together.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <set>
#include <vector>

using namespace regula;

namespace tests::data_together {

/// Samples whose only feature is their number.
Dataset<double> numbered(Index size) {
    Dataset<double> data{.inputs = Matrix<double>(1, size), .labels = Labels::Zero(size)};
    for (Index i = 0; i < size; ++i) data.inputs(0, i) = static_cast<double>(i);
    return data;
}

TEST_CASE("an epoch goes once through the larger set, and the smaller one begins again in another order") {
    const auto few = numbered(7);
    Dataset<double> many{.inputs = numbered(23).inputs};  // unlabelled
    auto source = source_of(Together{few, many}, 4, Key{1});
    REQUIRE(source.count() == 6);
    source.start(2);
    std::vector<double> first, second;
    for (Index i = 0; i < source.count(); ++i) {
        const auto& [labelled, unlabelled] = source.load(i);
        CHECK(labelled.labels.size() == labelled.size());
        CHECK(source.load(i).size() == labelled.size() + unlabelled.size());
        for (Index j = 0; j < labelled.size(); ++j) first.push_back(labelled.inputs(0, j));
        for (Index j = 0; j < unlabelled.size(); ++j) second.push_back(unlabelled.inputs(0, j));
    }
    CHECK(second.size() == 23);
    CHECK(std::set<double>(second.begin(), second.end()).size() == 23);
    REQUIRE(first.size() == 21);
    const std::vector<double> turn(first.begin(), first.begin() + 7),
        next(first.begin() + 7, first.begin() + 14);
    CHECK(std::set<double>(turn.begin(), turn.end()).size() == 7);
    CHECK(std::set<double>(next.begin(), next.end()).size() == 7);
    CHECK(turn != next);
}

TEST_CASE("a minibatch is a function of its epoch and its number, however it is reached") {
    const auto few = numbered(7), many = numbered(23);
    auto source = source_of(Together{few, many}, 4, Key{1}),
         other = source_of(Together{few, many}, 4, Key{1});
    source.start(3);
    for (Index i = 0; i < 5; ++i) source.load(i);
    const Matrix<double> expected = source.load(5).first.inputs;
    other.start(3);
    CHECK(other.load(5).first.inputs == expected);
    other.load(1);
    CHECK(other.load(5).first.inputs == expected);
    other.start(4);
    CHECK(other.load(5).first.inputs != expected);
}

TEST_CASE("the second set may have minibatches of its own size, and the set with more of them is an epoch") {
    const auto few = numbered(7), many = numbered(23);
    auto source = source_of(Together{few, many, 10}, 2, Key{1});
    CHECK(source.count() == 4);
    const auto& batch = source.load(1);
    CHECK(batch.first.size() == 2);
    CHECK(batch.second.size() == 10);
    CHECK(buffer_number(batch) == pair_number(2, 10));
    CHECK(source_of(Together{few, many, 2}, 7, Key{1}).count() == 12);
}

TEST_CASE("both sets must be in order, and may be unlabelled") {
    const auto few = numbered(7);
    const Dataset<double> none, unlabelled{.inputs = test::drawn(1, 2, 3)};
    CHECK_THROWS_WITH(source_of(Together{few, none}, 4, Key{1}),
                      Catch::Matchers::StartsWith("Batches: must hold at least one sample"));
    auto source = source_of(Together{unlabelled, few}, 4, Key{1});
    CHECK(source.load(0).first.labels.size() == 0);
    Dataset<double> both = few;
    both.targets = both.inputs;
    CHECK_THROWS_WITH(source_of(both, 4, Key{1}), "Batches: must have either targets or labels, got both");
}

}  // namespace tests::data_together
