#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/random/box_muller.hpp>
#include <regula/core/random/key.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Calls act(i, j, values, count) with `count` values for the rows i ... of column j, until each row of each
/// column has its value. values_of(words, count) makes them of the `count` random words in a buffer of
/// Key::many. Long columns come in parts of Key::many words, a constant. The ends of columns are drawn
/// together, for Key::words takes as long for a few words as for many.
void for_each_run_of(const auto& values_of, Key key, Index rows, Index columns, auto&& act) {
    constexpr Index most = Key::many, few = 4;  // blocks from which on drawing many pays off
    std::array<std::uint32_t, Key::many> words{};
    const Index whole = rows / most * most, blocks = (rows - whole + 3) / 4;
    const auto first = static_cast<std::uint32_t>(whole / 4);
    for (Index j = 0; j < columns; ++j)
        for (Index i = 0; i < whole; i += most) {
            key.words(static_cast<std::uint32_t>(i / 4), static_cast<std::uint64_t>(j), words);
            act(i, j, values_of(words, most), std::integral_constant<Index, most>{});
        }
    for (Index next = 0, count; next < blocks * columns; next += count) {
        count = std::min(most / 4, blocks * columns - next);
        const Index column = next / blocks, at = next % blocks;
        if (count < few) {
            count = 1;
            const Words four =
                key.words(first + static_cast<std::uint32_t>(at), static_cast<std::uint64_t>(column));
            for (std::size_t k = 0; k < 4; ++k) words[k] = four[k];
        } else {
            key.words(first, static_cast<std::uint32_t>(blocks), static_cast<std::uint64_t>(column),
                      static_cast<std::uint32_t>(at), words);
        }
        const auto* const values = values_of(words, 4 * count);
        for (Index n = 0, run; n < count; n += run) {
            const Index j = (next + n) / blocks, b = (next + n) % blocks, i = whole + 4 * b;
            run = std::min(blocks - b, count - n);
            act(i, j, values + 4 * n, std::min(4 * run, rows - i));
        }
    }
}

/// The same with the words themselves.
void for_each_run(Key key, Index rows, Index columns, auto&& act) {
    for_each_run_of([](const auto& words, Index) { return words.data(); }, key, rows, columns, act);
}

/// Calls act(entry, word) for each entry of a matrix with the random word of its row and column.
void for_each_draw(Key key, auto&& matrix, auto&& act) {
    for_each_run(key, matrix.rows(), matrix.cols(),
                 [&](Index i, Index j, const std::uint32_t* words, auto count) {
                     for (Index k = 0; k < count; ++k) act(matrix.coeffRef(i + k, j), words[k]);
                 });
}

/// Calls act(i, j, half) for each entry i, j of a matrix with 16 random bits, at half the cost: rows 2 n and
/// 2 n + 1 share word n.
void for_each_half(Key key, Index rows, Index columns, auto&& act) {
    std::array<std::uint16_t, 2 * Key::many>
        halves;  // in the order of the rows, so compilers vectorize the loops
    for_each_run(key, (rows + 1) / 2, columns, [&](Index n, Index j, const std::uint32_t* words, auto count) {
        for (Index k = 0; k < count; ++k) {
            halves[static_cast<std::size_t>(2 * k)] = static_cast<std::uint16_t>(words[k]);
            halves[static_cast<std::size_t>(2 * k + 1)] = static_cast<std::uint16_t>(words[k] >> 16);
        }
        const Index end = std::min(2 * count, rows - 2 * n);
        for (Index k = 0; k < end; ++k) act(2 * n + k, j, std::uint32_t{halves[static_cast<std::size_t>(k)]});
    });
}

/// Decides from 16 random bits whether a unit is kept. The drop probability p is rounded to a multiple of
/// 2^-16 below 1. The result is the number 1 or 0, because a branch would be mispredicted.
class Coin {
public:
    explicit Coin(double drop_probability)
        : dropped_{std::min(static_cast<std::uint32_t>(drop_probability * 0x1p16 + 0.5), 0xffffu)} {}

    double keep_probability() const { return 1 - 0x1p-16 * dropped_; }
    /// The variance of a gain of mean 1, which is 0 or 1/keep_probability(): p / (1 - p) for the rounded p.
    double gain_variance() const { return 0x1p-16 * dropped_ / keep_probability(); }
    template <class Scalar>
    Scalar keeps(std::uint32_t half) const {
        return static_cast<Scalar>(half >= dropped_);
    }

private:
    std::uint32_t dropped_;
};

/// Calls act(entry, z) for each entry of a matrix with a draw z from N(0, 1): a float for a matrix of floats,
/// otherwise a double.
void for_each_normal(Key key, auto&& matrix, auto&& act) {
    using Scalar = typename std::remove_cvref_t<decltype(matrix)>::Scalar;
    using Real = std::conditional_t<std::is_same_v<Scalar, float>, float, double>;
    std::array<Real, Key::many> draws;
    const auto transformed = [&draws](const std::array<std::uint32_t, Key::many>& words, Index count) {
        for (std::size_t k = 0; k < static_cast<std::size_t>(count); k += box_muller_words)
            box_muller(words.data() + k, draws.data() + k);  // also of older words behind the last one
        return draws.data();
    };
    for_each_run_of(transformed, key, matrix.rows(), matrix.cols(),
                    [&](Index i, Index j, const Real* z, auto count) {
                        for (Index k = 0; k < count; ++k) act(matrix.coeffRef(i + k, j), z[k]);
                    });
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
    for_each_normal(key, matrix, [=](Scalar& entry, auto draw) {
        entry += static_cast<Scalar>(static_cast<decltype(draw)>(stddev) * draw);
    });
}

/// Fills a matrix with draws from N(0, stddev^2).
void fill_normal(Key key, auto&& matrix, double stddev = 1) {
    matrix.setZero();
    add_normal(key, matrix, stddev);
}

}  // namespace regula::inline REGULA_ABI
