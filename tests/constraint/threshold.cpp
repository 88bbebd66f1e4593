#include <regula/constraint/threshold.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::constraint_threshold {

double depth_of_sum_below(const auto& w, double total, double largest) {
    return depth_of_sum(w, total, [=](auto x) { return largest - static_cast<double>(x); });
}

TEST_CASE("the depth is that of bisection") {
    for (std::uint64_t k = 0; k < 30; ++k) {
        Matrix<double> w = test::drawn(k, 1 + static_cast<Index>(k) % 7, 3);
        if (k % 3 == 0) w = (3 * w.array()).round();  // ties
        const double total = 0.05 + 0.2 * static_cast<double>(k), largest = w.maxCoeff();
        double low = w.minCoeff() - total, high = largest;
        for (int i = 0; i < 200; ++i) {
            const double middle = (low + high) / 2;
            ((w.array() - middle).max(0).sum() > total ? low : high) = middle;
        }
        CHECK(std::abs(largest - depth_of_sum_below(w, total, largest) - low) <= 1e-13 * (1 + std::abs(low)));
    }
}

TEST_CASE("the depth is exact to rounding of the total, however large the entries are") {
    for (const double far : {1e10, 1e16, 1e200, 1e300}) {
        const Vector<double> w{{-far, far, 0.5 * far, far}};
        CHECK(depth_of_sum_below(w, 0.6, far) == 0.3);
    }
    CHECK(depth_of_sum_below(Vector<double>{{1, 3, 2}}, 0, 3) == 0);
}

TEST_CASE("of a NaN the depth is one") {
    CHECK(std::isnan(depth_of_sum_below(Eigen::Vector3f{1, std::nanf(""), 2}, 1, 2)));
}

}  // namespace tests::constraint_threshold
