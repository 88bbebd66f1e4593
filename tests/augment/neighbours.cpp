#include <regula/augment/neighbours.hpp>

#include "support/catch.hpp"

#include <utility>
#include <vector>

using namespace regula;

TEST_CASE("every sample of a minibatch has a neighbour, and is in one group") {
    const auto groups = [](Index columns) {
        std::vector<std::pair<Index, Index>> all;
        for_neighbours(columns, [&](Index first, Index count) { all.push_back({first, count}); });
        return all;
    };
    using Groups = std::vector<std::pair<Index, Index>>;
    CHECK(groups(0).empty());
    CHECK(groups(1).empty());
    CHECK(groups(2) == Groups{{0, 2}});
    CHECK(groups(3) == Groups{{0, 3}});
    CHECK(groups(6) == Groups{{0, 2}, {2, 2}, {4, 2}});
    CHECK(groups(7) == Groups{{0, 2}, {2, 2}, {4, 3}});
}

TEST_CASE("rows are mixed with what was there before") {
    Matrix<double> x{{9, 1, 2, 3}, {9, 4, 5, 6}};
    mix_rows(x, 1, 3,
             [](Index, Index k, double own, double other) { return 100.0 * double(k) + 10 * own + other; });
    CHECK(x == Matrix<double>{{9, 12, 123, 231}, {9, 45, 156, 264}});
}
