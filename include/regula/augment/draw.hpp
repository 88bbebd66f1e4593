#pragma once

#include <regula/augment/range.hpp>
#include <regula/core/random.hpp>

namespace regula::inline REGULA_ABI {

/// The random numbers of one transform of one image. They are a function of the key and of the image's
/// column, so that an image is changed in the same way in a batch of any size (Key::from), by any number of
/// threads.
class Draw {
public:
    Draw(Key key, Index column) : key_{key.from(static_cast<std::uint64_t>(column))} {}

    /// The n-th number, from [0, 1).
    double uniform(std::uint32_t n) const { return 0x1p-32 * key_.words(n / 4, 0)[n % 4]; }

    /// The n-th number as one of a range.
    double of(const Range& range, std::uint32_t n) const {
        return range.low + (range.high - range.low) * uniform(n);
    }

    /// Whether an event of a probability happens, by the n-th number.
    bool happens(double probability, std::uint32_t n) const { return uniform(n) < probability; }

    /// Other numbers of the same image.
    Draw operator[](std::uint64_t number) const { return Draw{key_[number], 0}; }

    /// Fills an array with draws from (-1, 1), of 16 bits each and of mean 0.
    void fill(auto& array) const {
        using Scalar = typename std::remove_cvref_t<decltype(array)>::Scalar;
        for_each_half(key_, array.size(), 1, [&](Index i, Index, std::uint32_t half) {
            array[i] = Scalar(0x1p-16) * static_cast<Scalar>(2 * static_cast<int>(half) - 0xffff);
        });
    }

private:
    Key key_;
};

}  // namespace regula::inline REGULA_ABI
