#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <type_traits>

namespace regula::inline REGULA_ABI {

using Words = std::array<std::uint32_t, 4>;

/// Philox4x32-10: 128 random bits as a function of a counter and a key.
///
/// Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
constexpr Words philox(Words counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const auto a = std::uint64_t{0xD2511F53} * counter[0];
        const auto b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

/// Names a stream of random numbers. A draw is a pure function of the key and of an index: nothing is
/// advanced, so no draw depends on which others were made, in what order, or by which thread.
///
///     const Key key{seed};
///     key.stream("shuffle")[epoch]      a stream by name, a stream by number: keys again
///     key.uniform(n), key.normal(n)     the n-th draw of this stream
class Key {
public:
    constexpr explicit Key(std::uint64_t seed) : bits_{seed} {}

    /// The key of a stream named by a word, independent of all others.
    constexpr Key stream(std::string_view name) const {
        std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
        for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        return child(hash, 1);
    }

    /// The key of a stream named by a number: the epoch, the step, the member of an ensemble.
    constexpr Key operator[](std::uint64_t number) const { return child(number, 2); }

    /// The seed that makes this key, for settings that take one:     Sgd{.seed = key.seed()}
    constexpr std::uint64_t seed() const { return bits_; }

    /// Four random words at a position: rows 4 * block ... 4 * block + 3 of a column.
    constexpr Words words(std::uint32_t block, std::uint64_t column) const {
        return philox({block, low(column), high(column), 0}, {low(bits_), high(bits_)});
    }

    /// The words of many blocks from a first one on, in the same order. They are computed side by side, in
    /// loops that compilers turn into vector instructions: several times as fast.
    static constexpr std::size_t many = 128;
    void words(std::uint32_t first, std::uint64_t column, std::array<std::uint32_t, many>& out) const {
        constexpr std::size_t lanes = many / 4;
        std::uint32_t key0 = low(bits_), key1 = high(bits_);
        std::array<std::uint32_t, lanes> c0, c1, c2, c3;
        for (std::size_t i = 0; i < lanes; ++i) c0[i] = first + static_cast<std::uint32_t>(i);
        c1.fill(low(column));
        c2.fill(high(column));
        c3.fill(0);
        for (int round = 0; round < 10; ++round) {
            for (std::size_t i = 0; i < lanes; ++i) {
                const auto a = std::uint64_t{0xD2511F53} * c0[i];
                const auto b = std::uint64_t{0xCD9E8D57} * c2[i];
                c0[i] = high(b) ^ c1[i] ^ key0;
                c1[i] = low(b);
                c2[i] = high(a) ^ c3[i] ^ key1;
                c3[i] = low(a);
            }
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        for (std::size_t i = 0; i < lanes; ++i) {
            out[4 * i] = c0[i];
            out[4 * i + 1] = c1[i];
            out[4 * i + 2] = c2[i];
            out[4 * i + 3] = c3[i];
        }
    }

    /// The n-th draw from [0, 1), from [0, bound), and from N(0, 1).
    constexpr double uniform(std::uint64_t n) const { return 0x1p-53 * static_cast<double>(wide(n) >> 11); }
    constexpr std::uint64_t below(std::uint64_t bound, std::uint64_t n) const {
        const std::uint64_t word = wide(n);  // the high half of word * bound, without 128-bit integers
        const std::uint64_t l = (word & 0xffffffff) * (bound & 0xffffffff);
        const std::uint64_t m1 = (word >> 32) * (bound & 0xffffffff) + (l >> 32);
        const std::uint64_t m2 = (word & 0xffffffff) * (bound >> 32) + (m1 & 0xffffffff);
        return (word >> 32) * (bound >> 32) + (m1 >> 32) + (m2 >> 32);
    }
    double normal(std::uint64_t n) const {
        const Words w = words(0, n);
        return normals(w[0], w[1])[0];
    }

    /// Two independent draws from N(0, 1), of two words (Box and Muller 1958).
    static std::array<double, 2> normals(std::uint32_t a, std::uint32_t b) {
        const double radius = std::sqrt(-2 * std::log(0x1p-32 * (static_cast<double>(a) + 1)));
        const double angle = 2 * std::numbers::pi * 0x1p-32 * static_cast<double>(b);
        return {radius * std::cos(angle), radius * std::sin(angle)};
    }

    friend constexpr bool operator==(Key, Key) = default;

private:
    static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
    static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

    constexpr std::uint64_t wide(std::uint64_t n) const {
        const Words w = words(0, n);
        return std::uint64_t{w[0]} << 32 | w[1];
    }
    constexpr Key child(std::uint64_t number, std::uint32_t domain) const {
        const Words w = philox({low(number), high(number), 0, domain}, {low(bits_), high(bits_)});
        return Key{std::uint64_t{w[0]} << 32 | w[1]};
    }

    std::uint64_t bits_;
};

/// Calls act(n, j, word) for the random words n = 0 ... count - 1 of each of some columns.
void for_each_word(Key key, Index count, Index columns, auto&& act) {
    std::array<std::uint32_t, Key::many> many;
    constexpr auto size = static_cast<Index>(many.size());
    for (Index j = 0; j < columns; ++j) {
        const auto column = static_cast<std::uint64_t>(j);
        Index n = 0;
        for (; n + size <= count; n += size) {
            key.words(static_cast<std::uint32_t>(n / 4), column, many);
            for (Index k = 0; k < size; ++k) act(n + k, j, many[static_cast<std::size_t>(k)]);
        }
        for (; n < count; n += 4) {
            const Words few = key.words(static_cast<std::uint32_t>(n / 4), column);
            for (Index k = 0; k < std::min<Index>(4, count - n); ++k)
                act(n + k, j, few[static_cast<std::size_t>(k)]);
        }
    }
}

/// Calls act(entry, word) for each entry of a matrix with the random word of its row and column.
void for_each_draw(Key key, auto&& matrix, auto&& act) {
    for_each_word(key, matrix.rows(), matrix.cols(),
                  [&](Index i, Index j, std::uint32_t word) { act(matrix.coeffRef(i, j), word); });
}

/// The same with 16 random bits, for twice the speed: rows 2 n and 2 n + 1 share word n.
void for_each_half(Key key, auto&& matrix, auto&& act) {
    const Index pairs = matrix.rows() / 2;
    for_each_word(key, pairs, matrix.cols(), [&](Index n, Index j, std::uint32_t word) {
        act(matrix.coeffRef(2 * n, j), word & 0xffff);
        act(matrix.coeffRef(2 * n + 1, j), word >> 16);
    });
    if (matrix.rows() % 2 == 0) return;
    for (Index j = 0; j < matrix.cols(); ++j) {
        const Words words = key.words(static_cast<std::uint32_t>(pairs / 4), static_cast<std::uint64_t>(j));
        act(matrix.coeffRef(2 * pairs, j), words[static_cast<std::size_t>(pairs % 4)] & 0xffff);
    }
}

/// Calls act(entry, z) for each entry of a matrix with a draw z from N(0, 1).
void for_each_normal(Key key, auto&& matrix, auto&& act) {
    for (Index j = 0; j < matrix.cols(); ++j)
        for (Index i = 0; i < matrix.rows(); i += 4) {
            const Words w = key.words(static_cast<std::uint32_t>(i / 4), static_cast<std::uint64_t>(j));
            const auto a = Key::normals(w[0], w[1]), b = Key::normals(w[2], w[3]);
            const std::array<double, 4> draws{a[0], a[1], b[0], b[1]};
            for (Index lane = 0; lane < std::min<Index>(4, matrix.rows() - i); ++lane)
                act(matrix.coeffRef(i + lane, j), draws[static_cast<std::size_t>(lane)]);
        }
}

/// Fills a matrix with draws from [0, 1).
void fill_uniform(Key key, auto&& matrix) {
    using Scalar = typename std::remove_cvref_t<decltype(matrix)>::Scalar;
    for_each_draw(key, matrix, [](Scalar& entry, std::uint32_t word) {
        if constexpr (sizeof(Scalar) < sizeof(double))
            entry = Scalar(0x1p-24) * static_cast<Scalar>(word >> 8);  // all 32 bits would round up to 1
        else
            entry = 0x1p-32 * static_cast<Scalar>(word);
    });
}

/// Adds draws from N(0, stddev^2) to a matrix.
void add_normal(Key key, auto&& matrix, double stddev) {
    using Scalar = typename std::remove_cvref_t<decltype(matrix)>::Scalar;
    for_each_normal(key, matrix,
                    [=](Scalar& entry, double draw) { entry += static_cast<Scalar>(stddev * draw); });
}

/// Fills a matrix with draws from N(0, stddev^2).
void fill_normal(Key key, auto&& matrix, double stddev = 1) {
    matrix.setZero();
    add_normal(key, matrix, stddev);
}

}  // namespace regula::inline REGULA_ABI
