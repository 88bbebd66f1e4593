#include <regula/augment/smooth.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("smoothing is the sum over the kernel in both directions, beyond each border", "", float,
                   double) {
    const Shape shape{5, 70};  // wider than the part of a line that is done at once
    for (const Border border : {Border::edge, Border::reflect, Border::wrap}) {
        const GaussianKernel kernel{2.3};  // with a radius of 7, more than the height
        const auto x = random_images<TestType>(shape, 1);
        auto blurred = x, spare = x;
        smooth(shape, blurred, spare, kernel, border);
        const auto weight = [&](Index d) { return kernel.weights[static_cast<std::size_t>(std::abs(d))]; };
        for (const auto& [i, j] : {std::pair<Index, Index>{0, 0}, {2, 35}, {4, 69}, {1, 66}}) {
            double sum = 0;
            for (Index a = -7; a <= 7; ++a)
                for (Index b = -7; b <= 7; ++b)
                    sum += weight(a) * weight(b) *
                           static_cast<double>(
                               x(seen_at(border, i + a, 5) * 70 + seen_at(border, j + b, 70), 0));
            CHECK(std::abs(static_cast<double>(blurred(i * 70 + j, 0)) - sum) <
                  20 * std::numeric_limits<TestType>::epsilon());
        }
    }
}
