#include <regula/augment/cut_mix.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a rectangle comes from the neighbour, in all channels, and the target follows its area",
                   "", float, double) {
    constexpr Index height = 5, width = 7, channels = 2, pixels = height * width, samples = 41;
    Matrix<TestType> x(channels * pixels, samples), t = Matrix<TestType>::Identity(samples, samples);
    for (Index j = 0; j < samples; ++j) x.col(j).setConstant(static_cast<TestType>(j));
    CutMix{height, width, 0.8}.mix(x, t, Key{3});
    Index cut = 0, whole = 0;
    for (Index j = 0; j < samples; ++j) {
        const Index k = j == samples - 1 ? samples - 3 : j >= samples - 3 || j % 2 == 0 ? j + 1 : j - 1;
        Index count = 0, top = height, bottom = -1, left = width, right = -1;
        for (Index i = 0; i < pixels; ++i) {
            const bool other = x(i, j) == static_cast<TestType>(k);
            REQUIRE((other || x(i, j) == static_cast<TestType>(j)));
            CHECK(x(pixels + i, j) == x(i, j));
            if (!other) continue;
            ++count;
            top = std::min(top, i / width), bottom = std::max(bottom, i / width);
            left = std::min(left, i % width), right = std::max(right, i % width);
        }
        if (count > 0) CHECK(count == (bottom - top + 1) * (right - left + 1));
        const TestType share = static_cast<TestType>(count) / pixels;
        CHECK(std::abs(t(k, j) - share) <= 4 * std::numeric_limits<TestType>::epsilon());
        CHECK(std::abs(t(j, j) - (1 - share)) <= 4 * std::numeric_limits<TestType>::epsilon());
        cut += count > 0 && count < pixels;
        whole += count == 0;
    }
    CHECK(cut > samples / 2);
    CHECK(whole < samples / 2);
}

TEST_CASE("the mean area of what is pasted is what the clipped rectangle has on average", "[unsanitized]") {
    // A side covers s of the image, its centre u even in [0, 1]: within, min(1, u + s/2) - max(0, u - s/2),
    // whose mean over u is s - s^2/4. With alpha = 1 the area s^2 is even: E (s - s^2/4)^2 = 1/2 - 2/5 * 1/2
    // + 1/48.
    constexpr Index samples = 8000, side = 64;
    Matrix<double> x = Matrix<double>::Zero(side * side, 2), t(2, 2);
    double sum = 0, squares = 0;
    for (std::uint64_t key = 0; key < samples / 2; ++key) {
        t.setIdentity();
        CutMix{side, side}.mix(x, t, Key{key});
        for (const double away : {t(1, 0), t(0, 1)}) sum += away, squares += away * away;
    }
    const double mean = sum / samples, error = std::sqrt((squares / samples - mean * mean) / samples);
    CHECK(std::abs(mean - (0.5 - 0.2 + 1.0 / 48)) < 4 * error);
}

TEST_CASE("what is no image, and settings that make no sense, are refused") {
    Matrix<double> x(12, 2), t(2, 2);
    CHECK_THROWS_WITH((CutMix{5, 2}.mix(x, t, Key{1})),
                      "CutMix: the inputs must be channels of 5 x 2 pixels, got 12 rows");
    CHECK_THROWS_WITH((CutMix{0, 2}.check()), "CutMix: height and width must be >= 1, got 0 x 2");
    CHECK_THROWS_WITH((CutMix{3, 2, -1}.check()), "CutMix: alpha must be > 0, got -1");
}
