#pragma once

#include <regula/augment/rotate.hpp>
#include <regula/augment/scale.hpp>
#include <regula/augment/shear.hpp>
#include <regula/augment/translate.hpp>

namespace regula::inline REGULA_ABI {

/// Scale, Shear, Rotate and Translate at once, in this order, about the centre. A line stays a line, and
/// parallels parallel.
///
///     Affine{.x = 2, .y = 2, .degrees = 15, .scale = 0.1, .shear = 0.1}
struct Affine {
    Range x = 0, y = 0, degrees = 0, scale = 0, shear = 0;

    void check() const {
        Translate{x, y}.check();
        Rotate{degrees}.check();
        Shear{shear}.check();
        Scale{scale}.check();
    }

    void move(auto& flow, const Draw& draw) const {
        Translate{x, y}.move(flow, draw[0]);
        Rotate{degrees}.move(flow, draw[1]);
        Shear{shear}.move(flow, draw[2]);
        Scale{scale}.move(flow, draw[3]);
    }
};

static_assert(CoordinateTransform<Affine>);

}  // namespace regula::inline REGULA_ABI
