#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/core/shape.hpp>

#include <string_view>

namespace regula::inline REGULA_ABI {

/// The windows of pooling: squares of size x size pixels, `stride` apart, within an image. Pixels beyond the
/// last whole window are left out.
struct Windows {
    Shape image;
    Index size, stride;

    /// Throws std::invalid_argument, in the name of a layer, unless at least one window fits.
    Windows checked(std::string_view layer) const {
        require(size >= 1 && stride >= 1, layer, ": size and stride must be >= 1, got ", size, " and ",
                stride);
        require(size <= image.height && size <= image.width, layer, ": windows of ", size, " x ", size,
                " are larger than images of ", image.height, " x ", image.width);
        return *this;
    }
    Shape outputs() const {
        return {(image.height - size) / stride + 1, (image.width - size) / stride + 1, image.channels};
    }
    /// Calls act(sample, output, first pixel of its window) for all outputs of all samples.
    void each(Index samples, Workers& workers, const auto& act) const {
        const Shape out = outputs();
        workers.each(samples, [&](Index sample) {
            for (Index c = 0, n = 0; c < out.channels; ++c)
                for (Index i = 0; i < out.height; ++i)
                    for (Index j = 0; j < out.width; ++j)
                        act(sample, n++, (c * image.height + i * stride) * image.width + j * stride);
        });
    }
    /// Calls act(pixel) for the pixels of a window.
    void each_pixel(Index first, const auto& act) const {
        for (Index u = 0; u < size; ++u)
            for (Index v = 0; v < size; ++v) act(first + u * image.width + v);
    }
};

}  // namespace regula::inline REGULA_ABI
