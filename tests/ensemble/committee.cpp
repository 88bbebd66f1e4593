#include <regula/ensemble/committee.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("every sample is missing in the share of one member, and of equally many of each class") {
    Dataset<double> data{.inputs = Matrix<double>(1, 23), .targets = {}, .labels = Labels(23)};
    for (Index j = 0; j < 23; ++j) data.labels[j] = j < 15 ? 0 : 1;
    for (const bool stratified : {false, true}) {
        const Committee committee{.folds = 4, .stratified = stratified};
        std::vector<int> times(23, 0), ones;
        for (Index i = 0; i < committee.count(); ++i) {
            const auto own = multiplicities(committee.subsample(data, Key{7}, i), 23);
            int of_one = 0;
            for (std::size_t j = 0; j < 23; ++j) {
                times[j] += own[j];
                of_one += own[j] * data.labels[static_cast<Index>(j)];
            }
            ones.push_back(of_one);
        }
        CHECK(times == std::vector<int>(23, 3));
        if (stratified) CHECK(ones == std::vector<int>(4, 6));
    }
}

TEST_CASE("a committee of one fold, or of strata without labels, is refused") {
    const Dataset<double> data{.inputs = Matrix<double>(2, 5), .targets = Matrix<double>(1, 5)};
    CHECK_THROWS_WITH(Committee{.folds = 1}.check(data),
                      "Committee: folds must lie in 2 ... 5 (the samples), got 1");
    CHECK_THROWS_WITH(Committee{.folds = 6}.check(data),
                      "Committee: folds must lie in 2 ... 5 (the samples), got 6");
    CHECK_THROWS_WITH((Committee{.folds = 2, .stratified = true}.check(data)),
                      "Committee: stratified needs labels, got data with targets");
}
