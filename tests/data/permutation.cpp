#include <regula/data/permutation.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <map>

using namespace regula;

TEST_CASE("a permutation holds every number once") {
    std::vector<Index> order(101);
    fill_permutation(Key{3}, order);
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == static_cast<Index>(i));
}

TEST_CASE("a permutation is a function of its key, whatever the vector held before") {
    std::vector<Index> first(20), again(20, 7), other(20);
    fill_permutation(Key{3}, first);
    fill_permutation(Key{3}, again);
    fill_permutation(Key{4}, other);
    CHECK(first == again);
    CHECK(first != other);
}

TEST_CASE("all orders of four things are equally likely") {
    std::map<std::vector<Index>, int> seen;
    std::vector<Index> order(4);
    for (std::uint64_t i = 0; i < 24000; ++i) {
        fill_permutation(Key{5}[i], order);
        ++seen[order];
    }
    REQUIRE(seen.size() == 24);
    double chi_square = 0;
    for (const auto& [_, count] : seen) chi_square += (count - 1000.0) * (count - 1000.0) / 1000;
    CHECK(chi_square < 49.7);  // 23 degrees of freedom, p = 0.001
}

TEST_CASE("an empty and a single order stay as they are") {
    std::vector<Index> none, one(1, 9);
    fill_permutation(Key{1}, none);
    fill_permutation(Key{1}, one);
    CHECK(none.empty());
    CHECK(one == std::vector<Index>{0});
}
