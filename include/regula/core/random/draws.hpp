#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/random/box_muller.hpp>
#include <regula/core/random/key.hpp>

#include <algorithm>
#include <span>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Calls act(n, j, word) for the random words n = 0 ... count - 1 of each column j.
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

/// Calls act(i, j, half) for each entry i, j of a matrix with 16 random bits, at half the cost: rows 2 n and
/// 2 n + 1 share word n.
void for_each_half(Key key, Index rows, Index columns, auto&& act) {
    constexpr Index most = 2 * Key::many, few = 64;  // vectors pay off from `few` rows on
    std::array<std::uint32_t, Key::many> words;
    std::array<std::uint16_t, most> halves;  // in the order of the rows, so compilers vectorize the loops
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
