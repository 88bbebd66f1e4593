#include <regula/ensemble/subspaces.hpp>

#include <regula/theory/claim.hpp>

#include "support/catch.hpp"

#include <set>

using namespace regula;

TEST_CASE("members see so many different features, in order, and each feature is seen as often") {
    const Dataset<double> data{.inputs = Matrix<double>(7, 2), .targets = Matrix<double>(1, 2)};
    const Subspaces subspaces{.members = 3000, .features = 3};
    theory::Mean seen, pair;
    std::set<std::vector<Index>> all;
    for (Index i = 0; i < subspaces.count(); ++i) {
        const Subsample share = subspaces.subsample(data, Key{3}, i);
        CHECK(share.samples.empty());
        REQUIRE(share.features.size() == 3);
        REQUIRE(std::adjacent_find(share.features.begin(), share.features.end(), std::greater_equal<>{}) ==
                share.features.end());
        const auto has = [&](Index f) { return std::count(share.features.begin(), share.features.end(), f); };
        seen.add(static_cast<double>(has(6)));
        pair.add(static_cast<double>(has(0) * has(4)));
        all.insert(share.features);
    }
    CHECK(all.size() == 35);
    CHECK(seen.z(3 / 7.0, 0.02) < 4);
    CHECK(pair.z(3 * 2 / 42.0, 0.02) < 4);
    CHECK(subspaces.subsample(data, Key{3}, 1) == subspaces.subsample(data, Key{3}, 1));
}

TEST_CASE("subspaces without features or with more than there are are refused") {
    const Dataset<double> data{.inputs = Matrix<double>(7, 2), .targets = Matrix<double>(1, 2)};
    CHECK_THROWS_WITH((Subspaces{.members = 2, .features = 8}.check(data)),
                      "Subspaces: features must lie in 1 ... 7, got 8");
    CHECK_THROWS_WITH((Subspaces{.members = 2, .features = 0}.check(data)),
                      "Subspaces: features must lie in 1 ... 7, got 0");
    CHECK_THROWS_WITH((Subspaces{.members = 0, .features = 2}.check(data)),
                      "Subspaces: members must be >= 1, got 0");
}
