#include <regula/data/batches.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <set>

using namespace regula;

namespace tests::data_batches {

template <class Scalar>
Dataset<Scalar> labelled(Index count) {
    Dataset<Scalar> data;
    data.inputs.resize(2, count);
    data.labels.resize(count);
    for (Index i = 0; i < count; ++i) {
        data.inputs.col(i) << static_cast<Scalar>(i), static_cast<Scalar>(-2 * i);
        data.labels[i] = static_cast<int>(i % 3);
    }
    return data;
}

template <class Scalar>
std::vector<int> order(Batches<Scalar>& batches) {
    std::vector<int> seen;
    for (Index b = 0; b < batches.count(); ++b)
        for (const Scalar x : batches.load(b).inputs.row(0)) seen.push_back(static_cast<int>(x));
    return seen;
}

TEMPLATE_TEST_CASE("an epoch covers every sample once, the last short batch included", "", float, double) {
    const auto data = labelled<TestType>(11);
    Batches<TestType> batches{data, 4, Key{1}};
    REQUIRE(batches.count() == 3);
    for (const std::uint64_t epoch : {0, 1, 7}) {
        batches.start(epoch);
        std::multiset<int> seen;
        for (Index b = 0; b < 3; ++b) {
            const auto& batch = batches.load(b);
            CHECK(batch.size() == (b == 2 ? 3 : 4));
            REQUIRE(batch.labels.size() == batch.size());
            CHECK(batch.targets.size() == 0);
            for (Index i = 0; i < batch.size(); ++i) {
                const auto from = static_cast<Index>(batch.inputs(0, i));
                CHECK(batch.inputs.col(i) == data.inputs.col(from));
                CHECK(batch.labels[i] == data.labels[from]);
                seen.insert(static_cast<int>(from));
            }
        }
        CHECK(seen.size() == 11);
        CHECK(std::set<int>(seen.begin(), seen.end()).size() == 11);
    }
}

TEST_CASE("batches carry the targets of a regression") {
    Dataset<double> data;
    data.inputs = Eigen::RowVectorXd::LinSpaced(7, 0, 6);
    data.targets.resize(2, 7);
    data.targets << 3 * data.inputs, -data.inputs;
    Batches<double> batches{data, 3, Key{1}};
    for (Index b = 0; b < batches.count(); ++b) {
        const auto& batch = batches.load(b);
        CHECK(batch.labels.size() == 0);
        CHECK(batch.targets.row(0) == 3 * batch.inputs);
        CHECK(batch.targets.row(1) == -batch.inputs);
    }
}

TEST_CASE("the order is a function of key and epoch, not of the epochs before") {
    const auto data = labelled<double>(20);
    Batches<double> one{data, 6, Key{1}}, two{data, 6, Key{1}}, other{data, 6, Key{2}};
    CHECK(order(one) == order(two));
    const auto first = order(one);

    for (std::uint64_t epoch = 1; epoch < 4; ++epoch) one.start(epoch);
    two.start(3);
    other.start(3);
    CHECK(order(one) == order(two));
    CHECK(order(one) != order(other));
    CHECK(order(one) != first);
    one.start(0);
    CHECK(order(one) == first);
}

TEST_CASE("noise in a batch does not reach the data or the next load") {
    const auto data = labelled<double>(6);
    Batches<double> batches{data, 6, Key{1}};
    const auto before = order(batches);
    batches.load(0).inputs.setConstant(99);
    CHECK(order(batches) == before);
    CHECK(data.inputs.maxCoeff() == 5);
}

TEST_CASE("an epoch allocates nothing, a short last batch and one-hot targets included") {
    const auto data = labelled<float>(10);
    Batches<float> batches{data, 4, Key{1}};
    Matrix<float> full, last;
    const auto epoch = [&](std::uint64_t number) {
        batches.start(number);
        for (Index b = 0; b < batches.count(); ++b)
            one_hot(batches.load(b).labels, 3, b + 1 < batches.count() ? full : last);
    };
    epoch(0);
    const std::size_t before = allocations();
    for (std::uint64_t number = 1; number < 4; ++number) epoch(number);
    CHECK(allocations() == before);
    CHECK(&batches.load(0) == &batches.load(1));
    CHECK(&batches.load(0) != &batches.load(2));
}

TEST_CASE("a batch size beyond the data makes one batch of all samples") {
    const auto data = labelled<double>(5);
    Batches<double> batches{data, 64, Key{1}};
    CHECK(batches.count() == 1);
    CHECK(batches.load(0).size() == 5);
    CHECK(Batches<double>{data, 5, Key{1}}.count() == 1);
    CHECK(Batches<double>{data, 1, Key{1}}.count() == 5);
}

TEST_CASE("batches refuse a size below one, empty data and batches that do not exist") {
    const auto data = labelled<double>(5);
    CHECK_THROWS_WITH((Batches<double>{data, 0, Key{1}}), "Batches: batch size must be >= 1, got 0");
    CHECK_THROWS_AS((Batches<double>{data, -3, Key{1}}), std::invalid_argument);
    const Dataset<double> empty;
    CHECK_THROWS_AS((Batches<double>{empty, 2, Key{1}}), std::invalid_argument);
    Batches<double> batches{data, 2, Key{1}};
    CHECK_THROWS_WITH(batches.load(3), "Batches: a batch must lie in 0 ... 2, got 3");
    CHECK_THROWS_AS(batches.load(-1), std::invalid_argument);
}

TEMPLATE_TEST_CASE("one-hot columns have their one at the label", "", float, double) {
    Labels labels(3);
    labels << 2, 0, 2;
    Matrix<TestType> expected(4, 3), out;
    expected << 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0;
    one_hot(labels, 4, out);
    CHECK(out == expected);
    CHECK_THROWS_WITH(one_hot(labels, 2, out), "one_hot: labels must lie in 0 ... 1, got 2");
    labels[1] = -1;
    CHECK_THROWS_AS(one_hot(labels, 4, out), std::invalid_argument);
}

}  // namespace tests::data_batches
