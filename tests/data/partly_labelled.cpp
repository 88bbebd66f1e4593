#include <regula/data/partly_labelled.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <set>
#include <vector>

using namespace regula;

namespace tests::data_partly_labelled {

/// Samples whose only feature is their number, in classes by the last digit.
Dataset<double> numbered(Index size) {
    Dataset<double> data{.inputs = Matrix<double>(1, size), .labels = Labels(size)};
    for (Index i = 0; i < size; ++i) {
        data.inputs(0, i) = static_cast<double>(i);
        data.labels[i] = static_cast<int>(i % 3);
    }
    return data;
}

TEST_CASE("a minibatch has samples of both sets, each in a number of its own, and an epoch all of one set") {
    const auto few = numbered(7);
    const Dataset<double> many{.inputs = numbered(23).inputs};
    PartlyLabelledBatches<double> source{Together{few, many, 5}, 3, Key{1}};
    REQUIRE(source.count() == 5);  // 5 times 5 unlabelled; 3 minibatches hold the labelled ones
    source.start(1);
    std::vector<double> seen;
    std::vector<Index> sizes;
    for (Index i = 0; i < source.count(); ++i) {
        const auto& batch = source.load(i);
        const auto& with = labelled(batch);
        CHECK(batch.size() == with.size() + unlabelled(batch).cols());
        sizes.push_back(with.size());
        for (Index j = 0; j < with.size(); ++j)
            CHECK(with.labels[j] == static_cast<int>(with.inputs(0, j)) % 3);
        for (Index j = 0; j < unlabelled(batch).cols(); ++j) seen.push_back(unlabelled(batch)(0, j));
    }
    CHECK(sizes == std::vector<Index>{3, 3, 1, 3, 3});
    CHECK(seen.size() == 23);
    CHECK(std::set<double>(seen.begin(), seen.end()).size() == 23);
}

TEST_CASE("an epoch is one pass over the labelled set if that has more minibatches") {
    const auto few = numbered(7), many = numbered(23);
    CHECK(PartlyLabelledBatches<double>{Together{few, many, 23}, 2, Key{1}}.count() == 4);
    CHECK(PartlyLabelledBatches<double>{Together{few, many}, 2, Key{1}}.count() == 12);
}

TEST_CASE("minibatches of different shapes have different buffers, even if they are of the same size") {
    std::set<Index> numbers;
    for (Index a = 0; a < 40; ++a)
        for (Index b = 0; b < 40; ++b) numbers.insert(pair_number(a, b));
    CHECK(numbers.size() == 1600);
    const auto few = numbered(4), many = numbered(7);
    PartlyLabelledBatches<double> source{Together{few, many, 3}, 3, Key{1}};
    source.start(0);
    const Index full = buffer_number(source.load(0)), one_and_three = buffer_number(source.load(1)),
                three_and_one = buffer_number(source.load(2));
    CHECK(full != one_and_three);
    CHECK(one_and_three != three_and_one);  // 4 samples each
}

TEST_CASE("labels become targets of a model, and those of the unlabelled set are not used") {
    const auto few = numbered(7), many = numbered(23);
    PartlyLabelledBatches<double> source{Together{few, many, 5}, 3, Key{1}, 4};
    const auto& with = labelled(source.load(0));
    REQUIRE(with.targets.rows() == 4);
    for (Index j = 0; j < 3; ++j) CHECK(with.targets(with.labels[j], j) == 1);
    int parts = 0;
    each_part(source.load(0), [&](const Batch<double>& part) { parts += part.size() == 3 ? 1 : 100; });
    CHECK(parts == 1);

    // Nor are they checked: the labels of another classification, or none where a label is missing.
    Dataset<double> others{.inputs = many.inputs, .labels = Labels::Constant(23, -1)};
    CHECK(PartlyLabelledBatches<double>{Together{few, others, 5}, 3, Key{1}}.load(0).size() == 8);
    others = {.inputs = many.inputs, .targets = Matrix<double>::Constant(1, 23, std::nan(""))};
    CHECK(PartlyLabelledBatches<double>{Together{few, others, 5}, 3, Key{1}}.load(0).size() == 8);
}

TEST_CASE("in a minibatch of one set all samples are labelled and unlabelled") {
    const Batch<double> batch{.inputs = test::drawn(1, 2, 3), .targets = {}, .labels = Labels{{0, 1, 0}}};
    CHECK(&labelled(batch) == &batch);
    CHECK(&unlabelled(batch) == &batch.inputs);
    CHECK(buffer_number(batch) == 3);
}

TEST_CASE("data out of order are refused") {
    const auto few = numbered(7), many = numbered(23);
    const Dataset<double> wide{.inputs = test::drawn(1, 2, 3)}, none;
    using Source = PartlyLabelledBatches<double>;
    CHECK_THROWS_WITH((Source{Together{few, wide}, 3, Key{1}}),
                      "unlabelled data: the labelled data have 1 features, the unlabelled 2");
    CHECK_THROWS_WITH((Source{Together{wide, many}, 3, Key{1}}),
                      "labelled data: must have either targets or labels, got neither");
    CHECK_THROWS_WITH((Source{Together{few, none}, 3, Key{1}}),
                      "unlabelled data: must hold at least one sample, got 0 x 0");
    CHECK_THROWS_WITH((Source{Together{few, many, -2}, 3, Key{1}}),
                      "Together: second_batch_size must be >= 0, got -2");
    CHECK_THROWS_WITH((Source{Together{few, many, 2}, 0, Key{1}}), "Batches: batch size must be >= 1, got 0");
}

}  // namespace tests::data_partly_labelled
