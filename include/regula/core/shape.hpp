#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

namespace regula::inline REGULA_ABI {

/// The shape of a sample, one column of a matrix: channels of height x width. Pixel (y, x) of channel c is
/// row (c height + y) width + x. So each channel is contiguous, and each line of a channel.
///
///     Network<float> net{Shape{28, 28}, {Dense{10}}, Key{1}};      // 784 features that are an image
///     Network<float> other{784, {Dense{10}}, Key{1}};              // 784 features, 1 x 1 each
///
/// An Index converts to the shape of that many features without spatial arrangement.
struct Shape {
    Index height = 1, width = 1, channels = 1;

    constexpr Shape() = default;
    constexpr Shape(Index features) : channels{features} {}  // NOLINT(google-explicit-constructor): see above
    constexpr Shape(Index rows, Index columns, Index channel_count = 1)
        : height{rows}, width{columns}, channels{channel_count} {}

    void check() const {
        require(height >= 1 && width >= 1 && channels >= 1,
                "Shape: height, width and channels must be >= 1, got ", height, " x ", width, " x ",
                channels);
        constexpr Index most = std::numeric_limits<Index>::max();
        require(height <= most / width && channels <= most / (height * width),
                "Shape: has too many numbers, ", height, " x ", width, " x ", channels);
    }

    /// The number of pixels of one channel, and of all numbers of a sample.
    constexpr Index pixels() const { return height * width; }
    constexpr Index size() const { return channels * pixels(); }
    friend constexpr bool operator==(const Shape&, const Shape&) = default;
    /// height x width x channels, or the number of features without spatial arrangement.
    friend std::ostream& operator<<(std::ostream& out, const Shape& shape) {
        if (shape.pixels() > 1) out << shape.height << " x " << shape.width << " x ";
        return out << shape.channels;
    }
};

}  // namespace regula::inline REGULA_ABI
