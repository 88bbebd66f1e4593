#include <regula/core/random/key.hpp>

#include "support/catch.hpp"
#include "support/z_score.hpp"

#include <array>
#include <cmath>
#include <set>
#include <vector>

using namespace regula;

namespace tests::core_random_key {

TEST_CASE("uniform draws have the moments of the uniform law, and stay below 1") {
    const Key key{3};
    const int n = 200000;
    double sum = 0, squares = 0, least = 1, most = 0;
    for (int i = 0; i < n; ++i) {
        const double u = key.uniform(static_cast<std::uint64_t>(i));
        sum += u;
        squares += u * u;
        least = std::min(least, u);
        most = std::max(most, u);
    }
    CHECK(std::abs(z_score(sum / n, 1.0 / 2, 1.0 / 12, n)) < 4);
    CHECK(std::abs(z_score(squares / n, 1.0 / 3, 1.0 / 5 - 1.0 / 9, n)) < 4);
    CHECK(least >= 0);
    CHECK(most < 1);
}

TEST_CASE("normal draws have the moments of the normal law, and its tails") {
    const Key key{5};
    const int n = 200000;
    std::array<double, 5> sums{};
    int beyond = 0;
    for (int i = 0; i < n; ++i) {
        const double x = key.normal(static_cast<std::uint64_t>(i));
        for (std::size_t p = 1; p <= 4; ++p) sums[p] += std::pow(x, static_cast<double>(p));
        beyond += std::abs(x) > 1.959963984540054;
    }
    CHECK(std::abs(z_score(sums[1] / n, 0, 1, n)) < 4);
    CHECK(std::abs(z_score(sums[2] / n, 1, 2, n)) < 4);
    CHECK(std::abs(z_score(sums[3] / n, 0, 15, n)) < 4);
    CHECK(std::abs(sums[4] / n - 3) / std::sqrt(96.0 / n) < 4);
    CHECK(std::abs(z_score(static_cast<double>(beyond) / n, 0.05, 0.05 * 0.95, n)) < 4);
}

TEST_CASE("Box and Muller never meets log 0") {
    for (const std::uint32_t a : {0U, 1U, 0xffffffffU})
        for (const std::uint32_t b : {0U, 0x80000000U, 0xffffffffU})
            for (const double x : Key::normals(a, b)) CHECK(std::isfinite(x));
}

TEST_CASE("below is unbiased, also for a bound that does not divide 2^64") {
    const Key key{11};
    const int n = 60000;
    std::array<int, 6> counts{};
    for (int i = 0; i < n; ++i) ++counts.at(key.below(6, static_cast<std::uint64_t>(i)));
    double chi2 = 0;
    for (const int count : counts) chi2 += std::pow(count - n / 6.0, 2) / (n / 6.0);
    CHECK(chi2 < 25.7);  // 5 degrees of freedom, p = 1e-4
    CHECK(key.below(1, 7) == 0);

    // a bound of 3/4 2^64: what a modulus would give twice as often to the lower third
    const std::uint64_t bound = std::uint64_t{3} << 62;
    int low = 0;
    for (int i = 0; i < n; ++i) {
        const std::uint64_t x = key.below(bound, static_cast<std::uint64_t>(i));
        CHECK(x < bound);
        low += x < bound / 3;
    }
    CHECK(std::abs(z_score(static_cast<double>(low) / n, 1.0 / 3, 2.0 / 9, n)) < 4);
}

TEST_CASE("below is the high half of a product of 128 bits") {
    const Key key{2};
    for (std::uint64_t n = 0; n < 100; ++n) {
        const Words w = key.words(0, n);
        const long double word = static_cast<long double>(std::uint64_t{w[0]} << 32 | w[1]);
        const std::uint64_t bound = 1 + (n * 0x9E3779B97F4A7C15);
        const auto expected = std::floor(word / 0x1p64L * static_cast<long double>(bound));
        CHECK(std::abs(static_cast<long double>(key.below(bound, n)) - expected) <= 1);
    }
}

TEST_CASE("the words of many blocks are those of the blocks one by one, in columns of any length") {
    const Key key = Key{8}.from((std::uint64_t{1} << 32) - 20);  // columns whose numbers carry
    std::array<std::uint32_t, Key::many> words;
    for (std::uint32_t blocks = 1; blocks <= Key::many / 4; ++blocks)
        for (const std::uint32_t at : {0U, blocks / 2, blocks - 1}) {
            key.words(70, blocks, 3, at, words);
            Index wrong = 0;
            for (std::uint32_t n = 0; n < Key::many; ++n)
                wrong += words[n] != key.words(70 + (at + n / 4) % blocks, 3 + (at + n / 4) / blocks)[n % 4];
            CHECK(wrong == 0);
        }
    key.words(7, 5, words);
    for (std::uint32_t n = 0; n < Key::many; ++n) CHECK(words[n] == key.words(7 + n / 4, 5)[n % 4]);
}

TEST_CASE("streams by name and by number are independent of each other and of their parent") {
    const Key key{42};
    const std::vector<Key> keys{
        key,       key.stream("a"), key.stream("b"),    key.stream(""),     key[0], key[1],
        key[1][0], key[0][1],       key.stream("a")[0], key[0].stream("a"), Key{43}};
    const int n = 40000;
    for (std::size_t a = 0; a < keys.size(); ++a)
        for (std::size_t b = a + 1; b < keys.size(); ++b) {
            CHECK(keys[a] != keys[b]);
            double product = 0;
            for (std::uint64_t i = 0; i < n; ++i)
                product += (keys[a].uniform(i) - 0.5) * (keys[b].uniform(i) - 0.5);
            CHECK(std::abs(z_score(product / n, 0, 1.0 / 144, n)) < 4);
        }
    CHECK(key.stream("a") == Key{42}.stream("a"));
    CHECK(key[7] == Key{42}[7]);
}

TEST_CASE("ten thousand streams of numbers do not meet") {
    std::set<std::uint32_t> seen;
    const Key key{1};
    int clashes = 0;
    for (std::uint64_t i = 0; i < 10000; ++i) clashes += !seen.insert(key[i].words(0, 0)[0]).second;
    CHECK(clashes < 3);  // 0.01 are expected by chance
}

TEST_CASE("the seed of a key makes it again") {
    CHECK(Key{7}.seed() == 7);
    const Key member = Key{7}.stream("member")[3];
    CHECK(Key{member.seed()} == member);
    CHECK(member.seed() != Key{7}.stream("member")[4].seed());
}

}  // namespace tests::core_random_key
