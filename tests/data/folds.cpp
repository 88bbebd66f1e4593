#include <regula/data/folds.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <map>
#include <set>

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

TEST_CASE(
    "grouped folds never split a group, the largest go first to the smallest fold, the key decides ties") {
    // groups of 7, 4, 4, 3, 2, 1 samples, shuffled among each other; their numbers are any
    const std::vector<int> number{-5, 40, 3, 8, 1000, 2}, size{7, 4, 4, 3, 2, 1};
    std::vector<int> all;
    for (std::size_t g = 0; g < 6; ++g) all.insert(all.end(), static_cast<std::size_t>(size[g]), number[g]);
    Labels groups(21);
    for (Index i = 0; i < 21; ++i) groups[i] = all[static_cast<std::size_t>(i * 8 % 21)];
    std::set<Folds> drawn;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Folds folds = grouped_folds(groups, 3, Key{seed});
        CHECK(folds == grouped_folds(groups, 3, Key{seed}));
        std::vector<int> times(21, 0);
        std::map<int, std::size_t> fold_of;
        for (std::size_t f = 0; f < 3; ++f) {
            CHECK(folds[f].size() == 7);  // 7; 4 + 3; 4 + 2 + 1
            CHECK(std::is_sorted(folds[f].begin(), folds[f].end()));
            for (const Index i : folds[f]) {
                ++times[static_cast<std::size_t>(i)];
                CHECK(fold_of.try_emplace(groups[i], f).first->second == f);
            }
        }
        CHECK(times == std::vector<int>(21, 1));
        drawn.insert(folds);
    }
    CHECK(drawn.size() > 1);
    CHECK_THROWS_WITH(grouped_folds(groups, 7, Key{1}),
                      "grouped_folds: the number of folds must lie in 2 ... 6 (the groups), got 7");
    CHECK_THROWS_WITH(grouped_folds(groups, 1, Key{1}),
                      "grouped_folds: the number of folds must lie in 2 ... 6 (the groups), got 1");
}

TEST_CASE("repeated folds are divisions by different keys") {
    const auto make = [](Key key) { return k_folds(12, 4, key); };
    const auto all = repeated_folds(3, Key{5}, make);
    REQUIRE(all.size() == 3);
    CHECK(all[1] == k_folds(12, 4, Key{5}[1]));
    CHECK((all[0] != all[1] && all[1] != all[2] && all[0] != all[2]));
    CHECK(all == repeated_folds(3, Key{5}, make));
    CHECK_THROWS_WITH(repeated_folds(0, Key{5}, make), "repeated_folds: repeats must be >= 1, got 0");
}
