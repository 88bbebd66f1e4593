#include <regula/augment/border.hpp>

#include "support/catch.hpp"

#include <limits>
#include <vector>

using namespace regula;

TEST_CASE("what is seen beyond a border is the edge, a mirror, or the other side") {
    const auto seen = [](Border border, Index size, Index first, Index last) {
        std::vector<Index> places;
        for (Index i = first; i <= last; ++i) places.push_back(seen_at(border, i, size));
        return places;
    };
    CHECK(seen(Border::edge, 3, -2, 4) == std::vector<Index>{0, 0, 0, 1, 2, 2, 2});
    CHECK(seen(Border::constant, 3, -1, 3) == std::vector<Index>{0, 0, 1, 2, 2});
    CHECK(seen(Border::wrap, 3, -4, 6) == std::vector<Index>{2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0});
    CHECK(seen(Border::reflect, 3, -5, 7) == std::vector<Index>{1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1});
    CHECK(seen(Border::reflect, 1, -2, 2) == std::vector<Index>{0, 0, 0, 0, 0});
}

TEMPLATE_TEST_CASE("coordinates are seen as pixels are, and between them", "", float, double) {
    const auto same = [](auto border, Index size) {
        for (Index i = -9; i < 12; ++i)
            CHECK(seen_at<border()>(TestType(i), TestType(size)) == TestType(seen_at(border(), i, size)));
    };
    for (const Index size : {1, 2, 5}) {
        same(std::integral_constant<Border, Border::edge>{}, size);
        same(std::integral_constant<Border, Border::reflect>{}, size);
        same(std::integral_constant<Border, Border::wrap>{}, size);
    }
    using Limits = std::numeric_limits<TestType>;
    CHECK(seen_at<Border::reflect>(TestType(-1.25), TestType(5)) == TestType(1.25));
    CHECK(seen_at<Border::reflect>(TestType(4.25), TestType(5)) == TestType(3.75));
    CHECK(seen_at<Border::wrap>(TestType(-0.25), TestType(5)) == TestType(4.75));
    CHECK(seen_at<Border::constant>(TestType(-0.25), TestType(5)) == TestType(-0.25));
    CHECK(seen_at<Border::constant>(TestType(-7), TestType(5)) == -1);
    CHECK(seen_at<Border::constant>(Limits::infinity(), TestType(5)) == 5);
    // What is no number is somewhere.
    for (const TestType lost : {Limits::quiet_NaN(), -Limits::infinity(), Limits::max()}) {
        CHECK(std::abs(seen_at<Border::constant>(lost, TestType(5)) - 2) <= 3);
        CHECK(std::abs(seen_at<Border::edge>(lost, TestType(5)) - 2) <= 2);
        CHECK(std::abs(seen_at<Border::reflect>(lost, TestType(5)) - 2) <= 2);
        CHECK(std::abs(seen_at<Border::wrap>(lost, TestType(5)) - TestType(2.5)) <= TestType(2.5));
    }
}
