#include <regula/augment/erase.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a rectangle of the given area and proportions is erased, in all channels alike", "",
                   float, double) {
    const Shape shape{20, 30, 3};
    const Matrix<TestType> x = Matrix<TestType>::Ones(shape.size(), 3000);
    const auto found =
        apply(Augment{shape, Erase{.area = {0.1, 0.3}, .longest = 2, .value = -0.5}}, x, Key{1});
    double area = 0, log_ratio = 0, top = 0;
    bool whole = true;
    for (Index j = 0; j < x.cols(); ++j) {
        Index erased = 0, y0 = 20, y1 = -1, x0 = 30, x1 = -1;
        for (Index n = 0; n < 600; ++n) {
            const TestType value = found(n, j);
            whole = whole && found(n + 600, j) == value && found(n + 1200, j) == value;
            if (value == 1) continue;
            whole = whole && value == TestType(-0.5);
            ++erased;
            y0 = std::min(y0, n / 30), y1 = std::max(y1, n / 30);
            x0 = std::min(x0, n % 30), x1 = std::max(x1, n % 30);
        }
        whole = whole && erased == (y1 - y0 + 1) * (x1 - x0 + 1);
        area += static_cast<double>(erased) / 600;
        log_ratio += std::log(static_cast<double>(y1 - y0 + 1) / static_cast<double>(x1 - x0 + 1));
        top += static_cast<double>(y0) / static_cast<double>(20 - (y1 - y0 + 1)) - 0.5;
    }
    CHECK(whole);
    const double n = 3000;
    CHECK(std::abs(area / n - 0.2) < 4 * 0.2 / std::sqrt(12 * n) + 0.001);  // rounded to whole pixels
    CHECK(std::abs(log_ratio / n) < 4 * 2 * std::log(2.0) / std::sqrt(12 * n) + 0.003);
    CHECK(std::abs(top / n) < 4 * std::sqrt(1.2 / 12 / n));
}

TEST_CASE("cutout is a square, nothing and everything can be erased") {
    const Shape shape{6, 6};
    const Matrix<double> x = Matrix<double>::Ones(36, 5);
    const auto square = apply(Augment{shape, Erase{.area = exactly(0.25), .longest = 1}}, x, Key{1});
    CHECK((square.colwise().sum().array() == 27).all());
    CHECK(apply(Augment{shape, Erase{.area = 0}}, x, Key{1}) == x);
    CHECK(apply(Augment{shape, Erase{.area = exactly(1), .longest = 1}}, x, Key{1}).isZero(0));
    CHECK_THROWS_WITH((Erase{.area = {0.1, 1.5}}.check()), "Erase: area must be <= 1, got 1.5");
    CHECK_THROWS_WITH((Erase{.longest = 0.5}.check()), "Erase: longest must be >= 1, got 0.5");
}
