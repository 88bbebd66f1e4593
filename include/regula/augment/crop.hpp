#pragma once

#include <regula/augment/transform.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Puts `padding` pixels of border around images and cuts out a part of the former size, at random: a
/// translation by whole pixels from -padding to padding, each as likely. Krizhevsky et al. (2012); He et al.
/// (2016) with padding 4.
struct Crop {
    Index padding;

    void check() const { require(padding >= 0, "Crop: padding must be >= 0, got ", padding); }

    void move(auto& flow, const Draw& draw) const {
        const auto whole = [&](std::uint32_t n) {
            const auto places = static_cast<double>(2 * padding + 1);
            return std::floor(places * draw.uniform(n)) - static_cast<double>(padding);
        };
        flow.shift(whole(0), whole(1));
    }
};

static_assert(CoordinateTransform<Crop>);

}  // namespace regula::inline REGULA_ABI
