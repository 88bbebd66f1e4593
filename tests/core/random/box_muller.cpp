#include <regula/core/random/box_muller.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <numbers>

using namespace regula;

namespace tests::core_random_box_muller {

/// How far the draws of sixteen words are from the formula in long double.
double error(const std::array<std::uint32_t, 16>& words) {
    std::array<double, 16> draws;
    box_muller(words, [&](Index n, double z) { draws[static_cast<std::size_t>(n)] = z; });
    double worst = 0;
    for (std::size_t n = 0; n < 16; n += 2) {
        const long double radius = std::sqrt(-2 * std::log(0x1p-32L * (words[n] + 1.0L)));
        const long double angle = 2 * std::numbers::pi_v<long double> * 0x1p-32L * words[n + 1];
        worst = std::max(worst, static_cast<double>(std::abs(draws[n] - radius * std::cos(angle))));
        worst = std::max(worst, static_cast<double>(std::abs(draws[n + 1] - radius * std::sin(angle))));
    }
    return worst;
}

TEST_CASE("many draws at once are those of Box and Muller") {
    double worst = 0;
    for (std::uint32_t n = 0; n < 5000; ++n) {
        std::array<std::uint32_t, 16> words;
        for (std::uint32_t k = 0; k < 4; ++k)
            std::ranges::copy(Key{3}.words(4 * n + k, 0), words.begin() + 4 * k);
        worst = std::max(worst, error(words));
    }
    CHECK(worst < 1e-14);
}

TEST_CASE("the largest and the smallest words, and each quarter of the circle, have finite draws") {
    constexpr std::array<std::uint32_t, 9> corners{0,          1,          0x3fffffff, 0x40000000, 0x7fffffff,
                                                   0x80000000, 0xbfffffff, 0xc0000001, 0xffffffff};
    for (const std::uint32_t a : corners)
        for (const std::uint32_t b : corners) {
            std::array<std::uint32_t, 16> words;
            for (std::size_t n = 0; n < 16; ++n) words[n] = n % 2 == 0 ? a : b;
            CHECK(error(words) < 1e-14);  // not for a NaN
        }
}

}  // namespace tests::core_random_box_muller
