#include <regula/layer/window.hpp>

#include "support/catch.hpp"

#include <vector>

using namespace regula;

TEST_CASE("windows lie in lines and columns of each channel, and pixels beyond the last one are left out") {
    const Windows windows{.image = {5, 4, 2}, .size = 2, .stride = 3};
    CHECK(windows.outputs() == Shape{2, 1, 2});
    std::vector<Index> pixels;
    Workers workers;
    windows.each(1, workers, [&](Index sample, Index out, Index first) {
        CHECK(sample == 0);
        CHECK(out == static_cast<Index>(pixels.size()) / 4);
        windows.each_pixel(first, [&](Index at) { pixels.push_back(at); });
    });
    CHECK(pixels == std::vector<Index>{0, 1, 4, 5, 12, 13, 16, 17, 20, 21, 24, 25, 32, 33, 36, 37});
    CHECK_THROWS_WITH((Windows{{1, 4}, 2, 1}.checked("A")),
                      "A: windows of 2 x 2 are larger than images of 1 x 4");
}
