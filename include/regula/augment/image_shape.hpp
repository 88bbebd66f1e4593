#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

namespace regula::inline REGULA_ABI {

/// The shape of the images that the columns of a batch are:     ImageShape{28, 28}, ImageShape{32, 32, 3}
///
/// Pixel (y, x) of channel c is row (c height + y) width + x: a channel is whole, a line of it contiguous.
struct ImageShape {
    Index height, width, channels = 1;

    void check() const {
        require(height >= 1 && width >= 1 && channels >= 1,
                "ImageShape: height, width and channels must be >= 1, got ", height, " x ", width, " x ",
                channels);
    }

    /// The pixels of one channel, and the rows of a batch.
    Index pixels() const { return height * width; }
    Index size() const { return channels * pixels(); }
};

}  // namespace regula::inline REGULA_ABI
