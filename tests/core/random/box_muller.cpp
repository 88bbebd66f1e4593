#include <regula/core/random/box_muller.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

using namespace regula;

namespace tests::core_random_box_muller {

using Group = std::array<std::uint32_t, box_muller_words>;

/// The largest error of the draws of a group of words against the formula in long double.
template <class Real>
double error(const Group& words) {
    std::array<Real, box_muller_words> draws;
    box_muller(words.data(), draws.data());
    double worst = 0;
    for (std::size_t n = 0; n < box_muller_words; n += 2) {
        const long double radius = std::sqrt(-2 * std::log(0x1p-32L * (words[n] + 1.0L)));
        const long double angle = 2 * std::numbers::pi_v<long double> * 0x1p-32L * words[n + 1];
        worst = std::max(worst, static_cast<double>(std::abs(draws[n] - radius * std::cos(angle))));
        worst = std::max(worst, static_cast<double>(std::abs(draws[n + 1] - radius * std::sin(angle))));
    }
    return worst;
}

template <class Real>
constexpr double allowed = sizeof(Real) < sizeof(double) ? 2e-6 : 1e-14;  // as documented

TEMPLATE_TEST_CASE("many draws at once are those of Box and Muller", "", float, double) {
    double worst = 0;
    for (std::uint32_t n = 0; n < 2000; ++n) {
        Group words;
        for (std::uint32_t k = 0; k < box_muller_words / 4; ++k)
            std::ranges::copy(Key{3}.words(n, k), words.begin() + 4 * k);
        worst = std::max(worst, error<TestType>(words));
    }
    CHECK(worst < allowed<TestType>);
}

TEMPLATE_TEST_CASE("the largest and the smallest words, and each quarter of the circle, have finite draws",
                   "", float, double) {
    constexpr std::array<std::uint32_t, 14> corners{
        0,          1,          2,          0x00ffffff, 0x3fffffff, 0x40000000, 0x7fffffff,
        0x80000000, 0xb504f333, 0xb504f334, 0xbfffffff, 0xc0000001, 0xfffffffe, 0xffffffff};
    for (const std::uint32_t a : corners)
        for (const std::uint32_t b : corners) {
            Group words;
            for (std::size_t n = 0; n < words.size(); ++n) words[n] = n % 2 == 0 ? a : b;
            CHECK(error<TestType>(words) < allowed<TestType>);  // not for a NaN
        }
}

TEMPLATE_TEST_CASE("a small radius has all its digits", "", float, double) {
    for (const std::uint32_t below_one : {1U, 2U, 3U, 100U, 0xfffffU}) {
        Group words{};
        words[0] = 0xffffffffU - below_one;
        std::array<TestType, box_muller_words> draws;
        box_muller(words.data(), draws.data());
        const long double radius = std::sqrt(-2 * std::log1p(-0x1p-32L * below_one));
        const long double relative = std::abs(draws[0] / radius - 1);
        CHECK(relative < 8 * static_cast<long double>(std::numeric_limits<TestType>::epsilon()));
    }
}

TEMPLATE_TEST_CASE("a draw does not depend on its neighbours", "", float, double) {
    Group words;
    for (std::uint32_t n = 0; n < words.size(); ++n) words[n] = Key{5}.words(n, 0)[0];
    std::array<TestType, box_muller_words> draws, alone;
    box_muller(words.data(), draws.data());
    for (std::size_t n = 0; n < words.size(); n += 2) {
        Group moved{};
        moved[(n + 34) % words.size()] = words[n], moved[(n + 35) % words.size()] = words[n + 1];
        box_muller(moved.data(), alone.data());
        CHECK(alone[(n + 34) % words.size()] == draws[n]);
        CHECK(alone[(n + 35) % words.size()] == draws[n + 1]);
    }
}

TEST_CASE("an economized series is near the longer one, and of the length of the longer one the same") {
    std::array<double, 16> exponential{1};
    for (std::size_t k = 1; k < 16; ++k) exponential[k] = exponential[k - 1] / static_cast<double>(k);
    const auto value = [](const auto& series, double z) {
        double sum = 0;
        for (std::size_t k = series.size(); k-- > 0;) sum = sum * z + series[k];
        return sum;
    };
    const auto shorter = economized<double, 6>(exponential, 2);
    double truncated = 0, worst = 0;
    for (double z = 0; z <= 2; z += 0x1p-7) {
        worst = std::max(worst, std::abs(value(shorter, z) - std::exp(z)));
        double sum = 0, power = 1;
        for (std::size_t k = 0; k < 6; ++k, power *= z) sum += exponential[k] * power;
        truncated = std::max(truncated, std::abs(sum - std::exp(z)));
    }
    // The first Chebyshev polynomial left out has the size 2 (end / 4)^6 / 6!, and exp is below e^2.
    CHECK(worst < 2 * std::pow(0.5, 6) / 720 * std::exp(2));
    CHECK(worst < truncated / 100);
    CHECK(economized<double, 16>(exponential, 2) == exponential);
}

}  // namespace tests::core_random_box_muller
