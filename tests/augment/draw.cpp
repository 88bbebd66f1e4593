#include <regula/augment/draw.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the numbers of an image are a function of the key and of its column") {
    const Draw a{Key{1}, 3}, b{Key{1}.from(3), 0}, c{Key{1}, 4}, d{Key{2}, 3};
    for (const std::uint32_t n : {0u, 1u, 5u}) {
        CHECK(a.uniform(n) == b.uniform(n));
        CHECK(a[2].uniform(n) == b[2].uniform(n));
        CHECK(a.uniform(n) != c.uniform(n));
        CHECK(a.uniform(n) != d.uniform(n));
        CHECK(a.uniform(n) != a[2].uniform(n));
        CHECK(a[1].uniform(n) != a[2].uniform(n));
    }
    // Neighbours share no draws, shifted.
    for (const std::uint32_t n : {0u, 1u, 4u}) CHECK(a.uniform(n + 1) != c.uniform(n));
}

TEST_CASE("draws are even, events happen with their probability") {
    const int count = 4000;
    double sum = 0, squares = 0;
    int happened = 0;
    for (Index j = 0; j < count; ++j) {
        const double r = Draw{Key{1}, j}.of({2, 5}, 1);
        CHECK_FALSE((r < 2 || r >= 5));
        sum += r - 3.5;
        squares += (r - 3.5) * (r - 3.5);
        happened += Draw{Key{1}, j}.happens(0.3, 2);
    }
    CHECK(std::abs(sum / count) < 4 * std::sqrt(0.75 / count));
    CHECK(std::abs(squares / count - 0.75) < 4 * std::sqrt(81.0 * 4 / 45 / 16 / count));
    CHECK(std::abs(happened - 0.3 * count) < 4 * std::sqrt(0.21 * count));
    CHECK(Draw{Key{1}, 0}.of(exactly(0.1), 0) == 0.1);
    CHECK_FALSE(Draw{Key{1}, 0}.happens(0, 0));
    CHECK(Draw{Key{1}, 0}.happens(1, 0));
}

TEMPLATE_TEST_CASE("an array is filled evenly from -1 to 1", "", float, double) {
    Vector<TestType> u(20000), again(20000);
    Draw{Key{3}, 5}.fill(u);
    Draw{Key{3}.from(5), 0}.fill(again);
    CHECK(u == again);
    const double n = 20000;
    CHECK(u.cwiseAbs().maxCoeff() < 1);
    CHECK(std::abs(static_cast<double>(u.mean())) < 4 / std::sqrt(3 * n));
    CHECK(std::abs(static_cast<double>(u.squaredNorm()) / n - 1.0 / 3) < 4 * std::sqrt(4 / 45.0 / n));
}
