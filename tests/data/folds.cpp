#include <regula/data/folds.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("every sample is held out once, in folds whose sizes differ by one at most, at random by the key") {
    const auto once = [](const Folds& folds, Index samples) {
        std::vector<int> times(static_cast<std::size_t>(samples), 0);
        std::size_t least = folds[0].size(), most = least;
        for (const auto& fold : folds) {
            least = std::min(least, fold.size());
            most = std::max(most, fold.size());
            for (const Index i : fold) ++times[static_cast<std::size_t>(i)];
        }
        return most - least <= 1 && std::all_of(times.begin(), times.end(), [](int n) { return n == 1; });
    };
    for (const Index count : {2, 3, 7, 23}) CHECK(once(k_folds(23, count, Key{1}), 23));
    CHECK(k_folds(23, 5, Key{1}) == k_folds(23, 5, Key{1}));
    CHECK(k_folds(23, 5, Key{1}) != k_folds(23, 5, Key{2}));
    CHECK(k_folds(23, 5, Key{1})[0] != std::vector<Index>{0, 5, 10, 15, 20});

    Labels labels(31);
    for (Index i = 0; i < 31; ++i) labels[i] = i < 4 ? 0 : i < 14 ? 1 : 2;
    const Folds folds = stratified_folds(labels, 5, Key{3});
    CHECK(once(folds, 31));
    for (int c = 0; c < 3; ++c) {
        Index least = 31, most = 0;
        for (const auto& fold : folds) {
            const auto n = std::count_if(fold.begin(), fold.end(), [&](Index i) { return labels[i] == c; });
            least = std::min<Index>(least, n);
            most = std::max<Index>(most, n);
        }
        CHECK(most - least <= 1);
    }
    CHECK(stratified_folds(labels, 5, Key{3}) != stratified_folds(labels, 5, Key{4}));
}

TEST_CASE("holding out a fold parts the data and keeps its order") {
    const Dataset<double> data{.inputs = test::drawn(1, 2, 5), .labels = Labels{{0, 1, 0, 1, 2}}};
    const auto parts = hold_out(data, {1, 3});
    CHECK(parts.held_out.inputs == data.inputs(Eigen::indexing::all, std::vector<int>{1, 3}));
    CHECK(parts.train.labels == Labels{{0, 0, 2}});
    CHECK(parts.held_out.classes() == 3);
    CHECK_THROWS_WITH(hold_out(data, {5}), "hold_out: positions must lie in 0 ... 4, got 5");
    auto few = data;
    few.sample_weights.setOnes(4);
    CHECK_THROWS_WITH(hold_out(few, {1}),
                      "hold_out: needs one sample weight a sample, got 4 weights for 5 samples");
    CHECK_THROWS_WITH(k_folds(5, 6, Key{1}),
                      "k_folds: the number of folds must lie in 2 ... 5 (the samples), got 6");
    CHECK_THROWS_WITH(stratified_folds(data.labels, 1, Key{1}),
                      "stratified_folds: the number of folds must lie in 2 ... 5 (the samples), got 1");
}
