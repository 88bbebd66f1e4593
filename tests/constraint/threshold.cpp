#include <regula/constraint/threshold.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the threshold is that of bisection, from any left end") {
    const auto entry = [](double x) { return x; };
    for (std::uint64_t k = 0; k < 30; ++k) {
        Matrix<double> w = test::drawn(k, 1 + static_cast<Index>(k) % 7, 3);
        if (k % 3 == 0) w = (3 * w.array()).round();  // ties
        const double total = 0.05 + 0.2 * static_cast<double>(k);
        double low = w.minCoeff() - total, high = w.maxCoeff();
        for (int i = 0; i < 200; ++i) {
            const double middle = (low + high) / 2;
            ((w.array() - middle).max(0).sum() > total ? low : high) = middle;
        }
        for (const double below : {1e3, 0.5, 1e-3})
            CHECK(std::abs(threshold_of_sum(w, total, low - below, entry) - low) <=
                  1e-13 * (1 + std::abs(low)));
        CHECK(std::abs(threshold_of_sum(w, total, -HUGE_VAL, entry) - low) <= 1e-13 * (1 + std::abs(low)));
        CHECK(threshold_of_sum(w, total, low + 0.1, entry) == low + 0.1);
    }
}

TEST_CASE("of a NaN the threshold is one") {
    Eigen::Vector3f w{1, std::nanf(""), 2};
    CHECK(std::isnan(threshold_of_sum(w, 1, 0, [](float x) { return static_cast<double>(x); })));
}
