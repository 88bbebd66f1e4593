#include <regula/core/numeric/block_coverage.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_numeric_block_coverage {

/// How many squares of block x block pixels inside the image cover a pixel, by counting them.
int squares_over(Index row, Index col, Index height, Index width, Index block) {
    int count = 0;
    for (Index y = 0; y + block <= height; ++y)
        for (Index x = 0; x + block <= width; ++x)
            count += y <= row && row < y + block && x <= col && col < x + block;
    return count;
}

TEST_CASE("each pixel is scaled by the squares that cover it, in images of any number of tiles") {
    for (const auto [height, width, block] :
         {std::array<Index, 3>{4, 7, 3}, {5, 3, 3}, {6, 6, 1}, {3, 3, 3}, {23, 17, 5}}) {
        Matrix<double> gain = Matrix<double>::Constant(2 * height * width, 3, 0.5);
        scale_by_coverage(height, width, block, 0.7, gain);
        double largest = 0;
        for (Index map = 0; map < 2; ++map)
            for (Index i = 0; i < height; ++i)
                for (Index j = 0; j < width; ++j) {
                    const double expected = 0.5 * std::pow(0.7, -squares_over(i, j, height, width, block));
                    for (Index sample = 0; sample < 3; ++sample)
                        largest = std::max(
                            largest, std::abs(gain((map * height + i) * width + j, sample) / expected - 1));
                }
        INFO(height << " x " << width << ", " << block);
        CHECK(largest < 1e-14);
    }
}

}  // namespace tests::core_numeric_block_coverage
