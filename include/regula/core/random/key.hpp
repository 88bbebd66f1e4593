#pragma once

#include <regula/core/random/philox.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace regula::inline REGULA_ABI {

/// Names a stream of random numbers. A draw is a pure function of the key and an index. No state advances, so
/// no draw depends on other draws, on their order, or on the thread.
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

    /// The same stream from a later column or draw on: its column j is column first + j of this stream.
    /// Streams derived from it by number or by name also begin there. So a part of a matrix gets the same
    /// draws as in the whole.
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
        return regula::philox({block, low(column), high(column), 0}, {low(bits_), high(bits_)});
    }

    /// The words of many blocks of several columns, column by column: of each column `blocks`, from block
    /// `first` on. They begin at block first + at of a column. Compilers vectorize the loops, which makes
    /// them several times as fast. They would not do so at every call, so the function is not inlined.
    static constexpr std::size_t many = 4 * philox_lanes;
    EIGEN_DONT_INLINE void words(std::uint32_t first, std::uint32_t blocks, std::uint64_t column,
                                 std::uint32_t at, std::array<std::uint32_t, many>& out) const {
        PhiloxLanes c0, c1, c2;
        column += first_;
        const std::uint32_t inverse = 0x10000 / blocks + 1;  // exact for at < blocks <= many / 4
        for (std::uint32_t i = 0; i < philox_lanes; ++i) {
            const std::uint32_t later = (at + i) * inverse >> 16;  // (at + i) / blocks
            c0[i] = first + at + i - later * blocks;
            c1[i] = low(column + later);
            c2[i] = high(column + later);
        }
        philox(c0, c1, c2, {low(bits_), high(bits_)}, out);
    }

    /// The words of many blocks of one column, from a first one on.
    void words(std::uint32_t first, std::uint64_t column, std::array<std::uint32_t, many>& out) const {
        words(first, philox_lanes, column, 0, out);
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

    /// Two independent draws from N(0, 1), made from two words (Box and Muller 1958).
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
        const Words w = regula::philox({low(number), high(number), 0, domain}, {low(bits_), high(bits_)});
        return Key{std::uint64_t{w[0]} << 32 | w[1]}.from(first_);
    }

    std::uint64_t bits_, first_ = 0;
};

}  // namespace regula::inline REGULA_ABI
