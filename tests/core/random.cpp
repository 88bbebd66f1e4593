#include <regula/core/random.hpp>

#include "support/catch.hpp"

#include <limits>
#include <set>

using namespace regula;

namespace tests::core_random {

/// How many standard errors a mean of n draws is away from what it should be.
double z_score(double mean, double expected, double variance, double n) {
    const double error = std::sqrt(variance / n);
    CHECK(error < 0.01);
    return (mean - expected) / error;
}

TEST_CASE("Philox gives the known answers that its authors published") {
    constexpr Words zeros = philox({0, 0, 0, 0}, {0, 0});
    static_assert(zeros == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ff = 0xffffffff;
    CHECK(philox({ff, ff, ff, ff}, {ff, ff}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

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

TEMPLATE_TEST_CASE("a matrix is filled as a function of row and column alone", "", float, double) {
    Matrix<TestType> large(13, 9), small(6, 4);
    fill_uniform(Key{9}, large);
    fill_uniform(Key{9}, small);
    CHECK(large.topLeftCorner(6, 4) == small);
    CHECK(large.minCoeff() >= 0);
    CHECK(large.maxCoeff() < 1);
    fill_normal(Key{9}, large);
    fill_normal(Key{9}, small);
    CHECK(large.topLeftCorner(6, 4) == small);
    Matrix<TestType> again = Matrix<TestType>::Zero(13, 9);
    auto block = again.middleCols(0, 9);  // a view is filled as a matrix is
    fill_normal(Key{9}, block);
    CHECK(again == large);
    CHECK(Matrix<TestType>(large.col(0)) != Matrix<TestType>(large.col(1)));
}

TEMPLATE_TEST_CASE("normal draws are those of Box and Muller for the words of their rows, in any shape", "",
                   float, double) {
    for (const Index rows : {1, 3, 16, 31, 33, 100, 127, 128, 129, 300}) {
        Matrix<TestType> x(rows, 3);
        fill_normal(Key{4}, x);
        double worst = 0;
        for (Index j = 0; j < 3; ++j)
            for (Index i = 0; i < rows; ++i) {
                const Words w =
                    Key{4}.words(static_cast<std::uint32_t>(i / 4), static_cast<std::uint64_t>(j));
                const auto pair = static_cast<std::size_t>(i % 4 / 2 * 2);
                const double z = Key::normals(w[pair], w[pair + 1])[static_cast<std::size_t>(i % 2)];
                worst = std::max(worst, std::abs(static_cast<double>(x(i, j)) - z));
            }
        CHECK(worst < 8 * static_cast<double>(std::numeric_limits<TestType>::epsilon()) * 4);
    }
}

TEST_CASE("halves of words go to rows in order, in any shape") {
    for (const Index rows : {1, 7, 8, 63, 64, 65, 255, 256, 257, 319, 320, 700}) {
        Index calls = 0, wrong = 0;
        for_each_half(Key{4}, rows, 3, [&](Index i, Index j, std::uint32_t half) {
            const Words w = Key{4}.words(static_cast<std::uint32_t>(i / 8), static_cast<std::uint64_t>(j));
            const std::uint32_t word = w[static_cast<std::size_t>(i % 8 / 2)];
            wrong += half != (i % 2 == 0 ? word & 0xffff : word >> 16);
            wrong += i + rows * j != calls++;
        });
        CHECK(calls == 3 * rows);
        CHECK(wrong == 0);
    }
}

TEST_CASE("a coin falls with its probability, rounded to one of 2^16, and is never certain to drop") {
    for (const double p : {0.0, 0.3, 0.5, 0.8, 1 - 1e-9}) {
        const Coin coin{p};
        double kept = 0;
        for (std::uint32_t half = 0; half < 0x10000; ++half) kept += coin.keeps<double>(half);
        CHECK(0x1p-16 * kept == coin.keep_probability());
        CHECK(std::abs(coin.keep_probability() - (1 - p)) <= 0x1p-16);
        CHECK(kept > 0);
    }
}

TEMPLATE_TEST_CASE("a filled matrix has the moments of its law, in every row", "", float, double) {
    Matrix<TestType> u(5, 40000), x(5, 40000);
    fill_uniform(Key{6}, u);
    fill_normal(Key{7}, x, 0.3);
    for (Index i = 0; i < 5; ++i) {
        const double n = 40000;
        CHECK(std::abs(z_score(u.row(i).template cast<double>().mean(), 0.5, 1.0 / 12, n)) < 4);
        CHECK(std::abs(z_score(x.row(i).template cast<double>().mean(), 0, 0.09, n)) < 4);
        const double squares = x.row(i).template cast<double>().squaredNorm() / n;
        CHECK(std::abs(z_score(squares, 0.09, 2 * 0.0081, n)) < 4);
    }
    const double covariance = x.row(0).template cast<double>().dot(x.row(1).template cast<double>()) / 40000;
    CHECK(std::abs(z_score(covariance, 0, 0.0081, 40000)) < 4);
}

TEST_CASE("the largest words stay below 1 in float, and noise is added to what was there") {
    Matrix<float> u(1, 1);
    for_each_draw(Key{1}, u, [](float& entry, std::uint32_t) {
        entry = 0x1p-24F * static_cast<float>(0xffffffffU >> 8);
    });
    CHECK(u(0) < 1.0F);
    Matrix<double> x = Matrix<double>::Constant(3, 2, 5.0), zero(3, 2);
    add_normal(Key{4}, x, 0.5);
    fill_normal(Key{4}, zero, 0.5);
    CHECK((x - zero).isConstant(5, 1e-14));
}

TEST_CASE("a stream seen from a later column has the draws of those columns, and so have its streams") {
    const Key key{11};
    const auto drawn = [](Key of, Index columns) {
        Matrix<double> m(301, columns);
        fill_uniform(of, m);
        add_normal(of.stream("more")[4], m, 0.3);
        return m;
    };
    const Matrix<double> whole = drawn(key, 9);
    CHECK(drawn(key.from(0), 9) == whole);
    CHECK(drawn(key.from(4), 5) == whole.rightCols(5));
    CHECK(drawn(key.from(1).from(3), 5) == whole.rightCols(5));
    Matrix<double> halves = Matrix<double>::Zero(7, 9), part = Matrix<double>::Zero(7, 5);
    for_each_half(key, 7, 9, [&](Index i, Index j, std::uint32_t half) { halves(i, j) = half; });
    for_each_half(key.from(4), 7, 5, [&](Index i, Index j, std::uint32_t half) { part(i, j) = half; });
    CHECK(part == halves.rightCols(5));
    CHECK(key.from(6).uniform(2) == key.uniform(8));
    CHECK_FALSE(key.from(6) == key);
}

TEST_CASE("the seed of a key makes it again") {
    CHECK(Key{7}.seed() == 7);
    const Key member = Key{7}.stream("member")[3];
    CHECK(Key{member.seed()} == member);
    CHECK(member.seed() != Key{7}.stream("member")[4].seed());
}

}  // namespace tests::core_random
