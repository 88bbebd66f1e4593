#pragma once

#include <regula/augment/workspace.hpp>

namespace regula::inline REGULA_ABI {

/// One image of a batch, a column, for transforms of pixel values.
template <class Scalar>
struct Picture {
    using Plane = typename Workspace<Scalar>::Plane;

    Shape image;
    Plane pixels;  ///< of all channels
    Plane spare;   ///< memory for a channel

    /// The pixels of one channel.
    Plane channel(Index c) { return {pixels.data() + c * image.pixels(), image.pixels()}; }
};

/// Throws std::invalid_argument unless there are 3 channels, for transforms of red, green and blue.
void require_colours(const auto& picture, const char* name) {
    require(picture.image.channels == 3, name, ": colours are 3 channels, got ", picture.image.channels);
}

}  // namespace regula::inline REGULA_ABI
