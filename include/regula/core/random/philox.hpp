#pragma once

#include <regula/core/platform.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

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

/// A number for each of many counters or blocks.
inline constexpr std::uint32_t philox_lanes = 32;
using PhiloxLanes = std::array<std::uint32_t, philox_lanes>;

/// The words of the counters (c0[i], c1[i], c2[i], 0), four for each, in loops that compilers vectorize.
inline void philox_in_loops(PhiloxLanes c0, PhiloxLanes c1, PhiloxLanes c2, std::array<std::uint32_t, 2> key,
                            std::array<std::uint32_t, 4 * philox_lanes>& out) {
    PhiloxLanes c3{};
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        for (std::size_t i = 0; i < philox_lanes; ++i) {
            const auto a = std::uint64_t{0xD2511F53} * c0[i];
            const auto b = std::uint64_t{0xCD9E8D57} * c2[i];
            c0[i] = static_cast<std::uint32_t>(b >> 32) ^ c1[i] ^ key[0];
            c2[i] = static_cast<std::uint32_t>(a >> 32) ^ c3[i] ^ key[1];
            c1[i] = static_cast<std::uint32_t>(b);
            c3[i] = static_cast<std::uint32_t>(a);
        }
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    for (std::size_t i = 0; i < philox_lanes; ++i) {
        out[4 * i] = c0[i];
        out[4 * i + 1] = c1[i];
        out[4 * i + 2] = c2[i];
        out[4 * i + 3] = c3[i];
    }
}

/// The same in vectors of 64-bit numbers, of which the lower halves count. Some vectors take turns, because
/// each waits for its products.
inline void philox_in_vectors(const PhiloxLanes& c0, const PhiloxLanes& c1, const PhiloxLanes& c2,
                              std::array<std::uint32_t, 2> key,
                              std::array<std::uint32_t, 4 * philox_lanes>& out) {
    struct Counter {
        Wide c0, c1, c2, c3;
    };
    constexpr std::size_t width = sizeof(Wide) / 8, turns = 4;
    std::array<std::uint64_t, philox_lanes> pairs0, pairs1;
    const Wide factor0 = Wide{} + 0xD2511F53U, factor1 = Wide{} + 0xCD9E8D57U;
    for (std::size_t i = 0; i < philox_lanes; i += turns * width) {
        std::array<Counter, turns> counters;
        for (std::size_t t = 0; t < turns; ++t)
            counters[t] = {load_wide(&c0[i + t * width]), load_wide(&c1[i + t * width]),
                           load_wide(&c2[i + t * width]), Wide{}};
        std::array<std::uint32_t, 2> now = key;
#pragma GCC unroll 10
        for (int round = 0; round < 10; ++round) {
            const Wide key0 = Wide{} + now[0], key1 = Wide{} + now[1];
#pragma GCC unroll 4
            for (Counter& c : counters) {
                const Wide a = multiply_lower(c.c0, factor0), b = multiply_lower(c.c2, factor1);
                c = {(b >> 32) ^ c.c1 ^ key0, b, (a >> 32) ^ c.c3 ^ key1, a};
            }
            now[0] += 0x9E3779B9;
            now[1] += 0xBB67AE85;
        }
        for (std::size_t t = 0; t < turns; ++t) {
            const Counter& c = counters[t];
            const Wide mask = Wide{} + 0xffffffffU;
            const Wide pair0 = (c.c0 & mask) | c.c1 << 32, pair1 = (c.c2 & mask) | c.c3 << 32;
            std::memcpy(&pairs0[i + t * width], &pair0, sizeof(Wide));
            std::memcpy(&pairs1[i + t * width], &pair1, sizeof(Wide));
        }
    }
    for (std::size_t i = 0; i < philox_lanes; ++i) {
        out[4 * i] = static_cast<std::uint32_t>(pairs0[i]);
        out[4 * i + 1] = static_cast<std::uint32_t>(pairs0[i] >> 32);
        out[4 * i + 2] = static_cast<std::uint32_t>(pairs1[i]);
        out[4 * i + 3] = static_cast<std::uint32_t>(pairs1[i] >> 32);
    }
}

/// The same in the faster of the two ways.
inline void philox(const PhiloxLanes& c0, const PhiloxLanes& c1, const PhiloxLanes& c2,
                   std::array<std::uint32_t, 2> key, std::array<std::uint32_t, 4 * philox_lanes>& out) {
    if constexpr (sizeof(Wide) > sizeof(std::uint64_t))
        philox_in_vectors(c0, c1, c2, key, out);
    else
        philox_in_loops(c0, c1, c2, key, out);
}

}  // namespace regula::inline REGULA_ABI
