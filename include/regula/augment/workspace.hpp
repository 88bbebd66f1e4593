#pragma once

#include <regula/core/shape.hpp>

#include <array>

namespace regula::inline REGULA_ABI {

/// Memory for the images of one batch. A policy has no state, and a training step should not allocate, so 64
/// KB are on the stack: enough for images of 50 x 50 pixels in float. Larger ones cost one allocation a
/// batch. `count` planes of image.pixels() numbers and one with a frame around it (augment/resample.hpp).
template <class Scalar>
class Workspace {
public:
    using Plane = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;
    static constexpr Index planes = 5;

    explicit Workspace(const Shape& image) : pixels_{image.pixels()} {
        const Index size = planes * pixels_ + framed(image);
        if (size > static_cast<Index>(near_.size())) far_.resize(size);
    }
    Workspace(const Workspace&) = delete;

    Plane plane(Index i) { return {data() + i * pixels_, pixels_}; }
    Scalar* frame() { return data() + planes * pixels_; }

    /// A plane with a line of pixels before it and two behind, in both directions.
    static Index framed(const Shape& image) { return (image.height + 3) * (image.width + 3); }

private:
    Scalar* data() { return far_.size() > 0 ? far_.data() : near_.data(); }

    Index pixels_;
    Vector<Scalar> far_;
    alignas(
        64) std::array<Scalar, 65536 / sizeof(Scalar)> near_;  // not set to 0: each number is written first
};

}  // namespace regula::inline REGULA_ABI
