#pragma once

#include <regula/core/box_muller.hpp>
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

    /// The same stream from a later column, or draw, on: its column j is column first + j of this one. What is made of
    /// it by number or by name begins there, too. So a part of a matrix gets the draws that it has in the whole.
    constexpr Key from(std::uint64_t first) const {
        Key later = *this;
        later.first_ += first;
        return later;
    }

    /// The seed that makes this key, for settings that take one:     Sgd{.seed = key.seed()}
    constexpr std::uint64_t seed() const { return bits_; }

    /// Four random words at a position: rows 4 * block ... 4 * block + 3 of a column.
    constexpr Words words(std::uint32_t block, std::uint64_t column) const {
        column += first_;
        return philox({block, low(column), high(column), 0}, {low(bits_), high(bits_)});
    }

    /// The words of many blocks from a first one on, in the same order. They are computed side by side, in
    /// loops that compilers turn into vector instructions: several times as fast.
    static constexpr std::size_t many = 128;
    void words(std::uint32_t first, std::uint64_t column, std::array<std::uint32_t, many>& out) const {
        constexpr std::size_t lanes = many / 4;
        column += first_;
        std::uint32_t key0 = low(bits_), key1 = high(bits_);
        std::array<std::uint32_t, lanes> c0, c1, c2, c3;
        for (std::size_t i = 0; i < lanes; ++i) c0[i] = first + static_cast<std::uint32_t>(i);
        c1.fill(low(column));
        c2.fill(high(column));
        c3.fill(0);
#pragma GCC unroll 10
        for (int round = 0; round < 10; ++round) {
            for (std::size_t i = 0; i < lanes; ++i) {
                const auto a = std::uint64_t{0xD2511F53} * c0[i];
                const auto b = std::uint64_t{0xCD9E8D57} * c2[i];
                c0[i] = high(b) ^ c1[i] ^ key0;
                c2[i] = high(a) ^ c3[i] ^ key1;
                c1[i] = low(b);
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
        return Key{std::uint64_t{w[0]} << 32 | w[1]}.from(first_);
    }

    std::uint64_t bits_, first_ = 0;
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

/// Calls act(i, j, half) for each entry i, j of a matrix with 16 random bits, for half the price: rows 2 n and
/// 2 n + 1 share word n.
void for_each_half(Key key, Index rows, Index columns, auto&& act) {
    constexpr Index most = 2 * Key::many, few = 64;  // from so many on the vectors are worth their while
    std::array<std::uint32_t, Key::many> words;
    std::array<std::uint16_t, most> halves;  // in the order of the rows: compilers make vectors of the loops
    for (Index j = 0; j < columns; ++j) {
        const auto column = static_cast<std::uint64_t>(j);
        const auto draw = [&](Index i) {
            key.words(static_cast<std::uint32_t>(i / 8), column, words);
            for (std::size_t n = 0; n < Key::many; ++n) {
                halves[2 * n] = static_cast<std::uint16_t>(words[n]);
                halves[2 * n + 1] = static_cast<std::uint16_t>(words[n] >> 16);
            }
        };
        const auto half = [&](Index i) { return std::uint32_t{halves[static_cast<std::size_t>(i % most)]}; };
        Index i = 0;
        for (; i + most <= rows; i += most) {
            draw(i);
            for (Index k = 0; k < most; ++k) act(i + k, j, half(k));
        }
        if (i + few <= rows)
            for (draw(i); i < rows; ++i) act(i, j, half(i));
        for (Words four{}; i < rows; ++i) {
            if (i % 8 == 0) four = key.words(static_cast<std::uint32_t>(i / 8), column);
            act(i, j, four[static_cast<std::size_t>(i % 8 / 2)] >> 16 * (i % 2) & 0xffff);
        }
    }
}

/// Whether 16 random bits keep what is dropped with probability p, rounded to a multiple of 2^-16 below 1. As a
/// number, 1 or 0: a branch would be mispredicted.
class Coin {
public:
    explicit Coin(double drop_probability)
        : dropped_{std::min(static_cast<std::uint32_t>(drop_probability * 0x1p16 + 0.5), 0xffffu)} {}

    double keep_probability() const { return 1 - 0x1p-16 * dropped_; }
    /// Of a gain of mean 1, which is 0 or 1/keep_probability(): p / (1 - p), of the rounded p.
    double gain_variance() const { return 0x1p-16 * dropped_ / keep_probability(); }
    template <class Scalar>
    Scalar keeps(std::uint32_t half) const {
        return static_cast<Scalar>(half >= dropped_);
    }

private:
    std::uint32_t dropped_;
};

/// Calls act(entry, z) for each entry of a matrix with a draw z from N(0, 1).
void for_each_normal(Key key, auto&& matrix, auto&& act) {
    constexpr Index most = Key::many, group = 16;
    std::array<std::uint32_t, Key::many> words{};
    std::array<double, group> draws;
    for (Index j = 0; j < matrix.cols(); ++j) {
        const auto column = static_cast<std::uint64_t>(j);
        for (Index i = 0; i < matrix.rows(); i += most) {
            const Index count = std::min(most, matrix.rows() - i);
            const auto block = static_cast<std::uint32_t>(i / 4);
            if (count > most / 4)
                key.words(block, column, words);
            else
                for (std::uint32_t n = 0; 4 * n < count; ++n)
                    std::ranges::copy(key.words(block + n, column), words.begin() + 4 * n);
            for (Index k = 0; k < count; k += group) {
                box_muller(std::span{words}.subspan(static_cast<std::size_t>(k)).template first<group>(),
                           [&](Index n, double z) { draws[static_cast<std::size_t>(n)] = z; });
                for (Index n = 0; n < std::min(group, count - k); ++n)
                    act(matrix.coeffRef(i + k + n, j), draws[static_cast<std::size_t>(n)]);
            }
        }
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
