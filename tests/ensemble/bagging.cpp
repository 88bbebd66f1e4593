#include <regula/ensemble/bagging.hpp>

#include <regula/theory/bagging.hpp>
#include <regula/theory/claim.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <map>

using namespace regula;

namespace tests::ensemble_bagging {

Dataset<double> labelled(const std::vector<Index>& sizes) {
    std::vector<int> labels;
    for (std::size_t c = 0; c < sizes.size(); ++c)
        labels.insert(labels.end(), static_cast<std::size_t>(sizes[c]), static_cast<int>(c));
    const auto count = static_cast<Index>(labels.size());
    return {.inputs = test::drawn(1, 2, count), .targets = {}, .labels = Labels::Map(labels.data(), count)};
}

TEST_CASE("members draw with replacement, each sample as often as a binomial says") {
    const auto data = labelled({20, 17});
    const Bagging bagging{.members = 2000};
    theory::Mean distinct, times, twice;
    for (Index i = 0; i < bagging.count(); ++i) {
        const Subsample share = bagging.subsample(data, Key{5}, i);
        REQUIRE(share.samples.size() == 37);
        const auto drawn = multiplicities(share, 37);
        distinct.add(static_cast<double>(37 - std::count(drawn.begin(), drawn.end(), 0)) / 37);
        times.add(drawn[30]);
        twice.add(drawn[3] == 2);
    }
    CHECK(distinct.z(theory::bootstrap_fraction(37), 0.002) < 4);
    CHECK(times.z(1, 0.03) < 4);
    CHECK(twice.z(37 * 36 / 2 * std::pow(1.0 / 37, 2) * std::pow(36.0 / 37, 35), 0.02) < 4);
}

TEST_CASE("all samples of a few come up equally often") {
    const auto data = labelled({3});
    std::map<std::vector<Index>, int> drawn;
    for (Index i = 0; i < 2700; ++i) ++drawn[Bagging{2700}.subsample(data, Key{1}, i).samples];
    CHECK(drawn.size() == 27);
    for (const auto& [sample, count] : drawn) CHECK(std::abs(count - 100) < 4 * std::sqrt(100 * 26 / 27.0));
}

TEST_CASE("a share is a function of data, key and member, and of the fraction that is drawn") {
    const auto data = labelled({20, 17});
    const Bagging bagging{.members = 3, .sample_fraction = 0.3};
    CHECK(bagging.subsample(data, Key{1}, 2) == bagging.subsample(data, Key{1}, 2));
    CHECK(bagging.subsample(data, Key{1}, 2) != bagging.subsample(data, Key{1}, 1));
    CHECK(bagging.subsample(data, Key{1}, 2) != bagging.subsample(data, Key{2}, 2));
    CHECK(bagging.subsample(data, Key{1}, 2).samples.size() == 11);
    CHECK(Bagging{.members = 1, .sample_fraction = 2}.subsample(data, Key{1}, 0).samples.size() == 74);
    CHECK(bagging.subsample(data, Key{1}, 0).features.empty());
}

TEST_CASE("stratified, every class is drawn from in proportion, and within it each sample alike") {
    const auto data = labelled({30, 3, 17});
    const Bagging bagging{.members = 3000, .sample_fraction = 1, .stratified = true};
    theory::Mean rare;
    for (Index i = 0; i < bagging.count(); ++i) {
        const Subsample share = bagging.subsample(data, Key{2}, i);
        std::vector<Index> of(3);
        for (const Index sample : share.samples) ++of[static_cast<std::size_t>(data.labels[sample])];
        REQUIRE(of == std::vector<Index>{30, 3, 17});
        rare.add(multiplicities(share, 50)[31]);
    }
    CHECK(rare.z(1, 0.02) < 4);
}

TEST_CASE("bagging that makes no sense is refused") {
    const auto data = labelled({4, 3});
    const Dataset<double> numbers{.inputs = data.inputs, .targets = test::drawn(2, 1, 7)};
    CHECK_THROWS_WITH((Bagging{.members = 0}.check(data)), "Bagging: members must be >= 1, got 0");
    CHECK_THROWS_WITH((Bagging{.members = 1, .sample_fraction = 0}.check(data)),
                      "Bagging: sample_fraction must be > 0, got 0");
    CHECK_THROWS_WITH((Bagging{.members = 1, .sample_fraction = 0.01}.check(data)),
                      "Bagging: a sample_fraction of 0.01 is none of 7 samples");
    CHECK_THROWS_WITH((Bagging{.members = 1, .sample_fraction = 1, .stratified = true}.check(numbers)),
                      "Bagging: stratified needs labels, got data with targets");
}

}  // namespace tests::ensemble_bagging
