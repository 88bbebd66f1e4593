#include <regula/data/corrupt_labels.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::data_corrupt_labels {

Dataset<float> labelled(Index samples) {
    Dataset<float> data{.inputs = Matrix<float>::Zero(1, samples), .labels = Labels(samples)};
    for (Index j = 0; j < samples; ++j) data.labels[j] = static_cast<int>(j % 5);
    return data;
}

TEST_CASE("labels are corrupted with the probability, by others, the same ones each time") {
    const auto clean = labelled(20000);
    auto noisy = clean, again = clean, other = clean;
    const Index changed = corrupt_labels(noisy, 0.4, Key{1});
    CHECK((noisy.labels.array() != clean.labels.array()).count() == changed);
    CHECK(std::abs(static_cast<double>(changed) / 20000 - 0.4) < 4 * std::sqrt(0.4 * 0.6 / 20000));
    for (int shift = 1; shift < 5; ++shift) {
        Index count = 0;
        for (Index j = 0; j < 20000; ++j) count += (noisy.labels[j] - clean.labels[j] + 5) % 5 == shift;
        CHECK(std::abs(static_cast<double>(count) / 20000 - 0.1) < 4 * std::sqrt(0.1 * 0.9 / 20000));
    }
    corrupt_labels(again, 0.4, Key{1});
    CHECK(again.labels == noisy.labels);
    corrupt_labels(other, 0.4, Key{2});
    CHECK(other.labels != noisy.labels);
    CHECK(corrupt_labels(noisy, 0, Key{3}) == 0);
}

TEST_CASE("by a matrix only the classes that it moves are moved") {
    auto data = labelled(1000);
    Matrix<double> chances = Matrix<double>::Identity(5, 5);
    chances.col(4) << 0, 0, 0, 1, 0;
    CHECK(corrupt_labels(data, chances, Key{1}) == 200);
    CHECK((data.labels.array() == 4).count() == 0);
    CHECK((data.labels.array() == 3).count() == 400);
}

TEST_CASE("data without labels, and chances for other classes, are refused") {
    Dataset<double> regression{.inputs = Matrix<double>::Zero(1, 3), .targets = Matrix<double>::Zero(1, 3)};
    CHECK_THROWS_WITH(corrupt_labels(regression, 0.4, Key{1}),
                      "corrupt_labels: needs labels, got data with targets");
    auto data = labelled(10);
    CHECK_THROWS_WITH(corrupt_labels(data, symmetric_transition(3, 0.1), Key{1}),
                      "corrupt_labels: chances must be for 5 classes, got 3");
}

}  // namespace tests::data_corrupt_labels
