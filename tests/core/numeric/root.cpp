#include <regula/core/numeric/root.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("roots of falling functions: smooth, with kinks, steps, and of any size") {
    const double epsilon = std::numeric_limits<double>::epsilon();
    for (const double root : {1.0, 16.0, 0.37, 3e-12, 7e40, 1.0 / 3}) {
        int calls = 0;
        const auto at_root = [&](auto f) {
            const double t = root_of_falling([&](double x) { return ++calls, f(x); });
            CAPTURE(root, t, calls);
            CHECK(f(t) <= 0);
            CHECK(std::abs(t - root) <= 4 * epsilon * root);
        };
        at_root([=](double t) { return root - t; });
        at_root([=](double t) { return 1 / t - 1 / root; });
        at_root([=](double t) { return std::pow(1 + t / root, -2) - 0.25; });
        at_root([=](double t) { return std::max(1 - t / root, 0.0) + 2 * std::min(1 - t / root, 0.0); });
        at_root([=](double t) { return t < root ? 1.0 : -2.0; });
        CHECK(calls < 5 * (2 * 60 + 40));
    }
}

TEST_CASE("a function with a long flat end is halved, not crept along") {
    int calls = 0;
    const double t = root_of_falling([&](double x) { return ++calls, std::pow(x, -9) - std::pow(7.3, -9); });
    CHECK(std::abs(t - 7.3) <= 1e-14);
    CHECK(calls < 40);
}

TEST_CASE("without a root the end that f points to") {
    CHECK(std::isinf(root_of_falling([](double) { return 0.5; })));
    CHECK(root_of_falling([](double) { return -1.0; }) < 1e-299);
}
