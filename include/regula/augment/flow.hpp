#pragma once

#include <regula/augment/resample.hpp>
#include <regula/augment/workspace.hpp>

namespace regula::inline REGULA_ABI {

/// The source of each pixel of a transformed image: coordinates x to the right and y down, from pixel (0, 0)
/// on. A transform of coordinates maps those of its result to those of its argument. The image is sampled
/// once, for any number of transforms, to blur it once.
template <class Scalar>
class Flow {
public:
    using Plane = typename Workspace<Scalar>::Plane;

    Flow(const Shape& shape, Workspace<Scalar>& memory)
        : image{shape},
          x{memory.plane(0)},
          y{memory.plane(1)},
          dx{memory.plane(2)},
          dy{memory.plane(3)},
          spare{memory.plane(4)},
          frame{memory.frame()} {}

    /// The identity: each pixel comes from its own place.
    void start() {
        for (Index line = 0; line < image.height; ++line) {
            auto at = x.segment(line * image.width, image.width);
            for (Index i = 0; i < image.width; ++i) at[i] = static_cast<Scalar>(i);
            y.segment(line * image.width, image.width).setConstant(static_cast<Scalar>(line));
        }
        still = true;
    }

    /// (x, y) <- (x, y) - by
    void shift(double right, double down) {
        x -= static_cast<Scalar>(right);
        y -= static_cast<Scalar>(down);
        still = false;
    }

    /// (x, y) <- c + [a b; c d] ((x, y) - c),     c = ((width - 1) / 2, (height - 1) / 2), the centre
    void turn(double a, double b, double c, double d) {
        const Scalar mid = static_cast<Scalar>(image.width - 1) / 2,
                     middle = static_cast<Scalar>(image.height - 1) / 2;
        const auto aa = static_cast<Scalar>(a), bb = static_cast<Scalar>(b), cc = static_cast<Scalar>(c),
                   dd = static_cast<Scalar>(d);
        for (Index n = 0; n < x.size(); ++n) {
            const Scalar right = x[n] - mid, down = y[n] - middle;
            x[n] = aa * right + bb * down + mid;
            y[n] = cc * right + dd * down + middle;
        }
        still = false;
    }

    /// Replaces a channel of the image by its values at the coordinates.
    void show(auto&& channel, Border border, double fill) {
        resample(image, channel, x, y, border, fill, frame, channel);
    }

    Shape image;
    Plane x, y;           ///< of the pixels, one after the other
    Plane dx, dy, spare;  ///< memory for transforms
    Scalar* frame;        ///< memory for resample
    bool still = true;    ///< whether nothing has changed x and y
};

}  // namespace regula::inline REGULA_ABI
