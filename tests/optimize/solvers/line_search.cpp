#include <regula/optimize/solvers/line_search.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the step fulfils the conditions of Wolfe, from first steps that are much too short or too long") {
    // a valley that is far away, one behind a wall, one on a curve of changing curvature
    const auto parabola = [](double x) { return OnLine{x, (x - 300) * (x - 300), 2 * (x - 300)}; };
    const auto wall = [](double x) {
        const double inside = 1 - x;
        return OnLine{x, inside > 0 ? -x - 0.01 * std::log(inside) : std::nan(""), -1 + 0.01 / inside};
    };
    const auto quartic = [](double x) {
        return OnLine{x, std::pow(x - 2, 4) - x, 4 * std::pow(x - 2, 3) - 1};
    };
    const auto meets = [](const auto& f, double first) {
        const OnLine start = f(0), end = line_search(start, first, 0, f);
        double last = 0;
        line_search(start, first, 0, [&](double x) { return f(last = x); });
        return end.step > 0 && last == end.step && std::abs(end.slope) <= 0.9 * std::abs(start.slope) &&
               end.value <= start.value + 1e-4 * end.step * start.slope;
    };
    for (const double first : {1e-6, 0.3, 1.0, 7.0, 1e5}) {
        CAPTURE(first);
        CHECK(meets(parabola, first));
        CHECK(meets(wall, first));
        CHECK(meets(quartic, first));
    }
}

TEST_CASE("where values drown in rounding the slope tells, if rounding is given") {
    // a valley of depth 1e-10 under values of 1e8, whose last bit is wrong away from the start
    const auto f = [](double x) { return OnLine{x, x == 0 ? 1e8 : 1e8 + 3e-8, 2 * (x - 1e-5)}; };
    CHECK(line_search(f(0), 1e-5, 1e-6, f).step == 1e-5);
    CHECK(line_search(f(0), 1e-5, 0, f).step == 0);
}

TEST_CASE("uphill, and where everything is NaN, there is no step") {
    const auto up = [](double x) { return OnLine{x, x, x == 0 ? -1.0 : 1.0}; };  // a slope that lies
    CHECK(line_search(up(0), 1, 0, up).step == 0);
    const auto nan = [](double x) { return OnLine{x, std::nan(""), std::nan("")}; };
    CHECK(line_search({0, 1, -1}, 1, 0, nan).step == 0);
}
