#pragma once

#include <regula/augment/transform.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Tilts images: the point (u, v), from -1 to 1 across the image, has the distance 1 + right u + down v and
/// appears smaller by this factor.
///
///     (x, y) comes from    c + ((x, y) - c) / (1 - right u - down v),     c the centre, (u, v) of the result
///
/// the same plane from the front. With positive numbers the right and the lower end are farther away.
struct Perspective {
    Range right, down;

    void check() const {
        right.check("Perspective: right");
        down.check("Perspective: down");
        const auto most = [](const Range& r) { return std::max(std::abs(r.low), std::abs(r.high)); };
        require(most(right) + most(down) < 1, "Perspective: right and down must add up to less than 1, got ",
                most(right), " and ", most(down));
    }

    void move(auto& flow, const Draw& draw) const {
        const auto half = [](Index size) { return std::max(static_cast<double>(size - 1) / 2, 0.5); };
        using Scalar = typename std::remove_cvref_t<decltype(flow.x)>::Scalar;
        const auto a = static_cast<Scalar>(draw.of(right, 0) / half(flow.image.width)),
                   b = static_cast<Scalar>(draw.of(down, 1) / half(flow.image.height));
        const Scalar mid = static_cast<Scalar>(flow.image.width - 1) / 2,
                     middle = static_cast<Scalar>(flow.image.height - 1) / 2;
        for (Index n = 0; n < flow.x.size(); ++n) {
            const Scalar x = flow.x[n] - mid, y = flow.y[n] - middle, distance = 1 - a * x - b * y;
            const Scalar near =
                distance > Scalar(1e-3) ? distance : Scalar(1e-3);  // what is behind is far outside
            flow.x[n] = x / near + mid;
            flow.y[n] = y / near + middle;
        }
        flow.still = false;
    }
};

static_assert(CoordinateTransform<Perspective>);

}  // namespace regula::inline REGULA_ABI
