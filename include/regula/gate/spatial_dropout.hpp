#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dropout of whole feature maps: all units of a map share one draw. Neighbouring pixels are so similar that
/// dropping single ones removes little information.
///
///     gain        of all `pixels` units of a map 0 with probability p, 1/(1 - p) otherwise
///
/// A map is `pixels` = height x width units in a row, one map after the other, as the channels of an image
/// are; 0 takes the pixels of the image at the place, such as the outputs of Conv2d. p is rounded as that of
/// Dropout. On hidden units by default, on request on inputs. Throws std::invalid_argument unless the units
/// are a whole number of maps. Tompson et al. (2015), "Efficient object localization using convolutional
/// networks".
struct SpatialDropout {
    double drop_probability;
    Index pixels = 0;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "SpatialDropout: drop_probability must be in [0, 1), got ", drop_probability);
        require(pixels >= 0, "SpatialDropout: pixels must be >= 0, got ", pixels);
    }
    SpatialDropout in(const Block& place) const {
        require(pixels > 0 || place.shape.pixels() > 1, "SpatialDropout: there is no image at '", place.name,
                "', so pixels must be given");
        return {drop_probability, pixels > 0 ? pixels : place.shape.pixels()};
    }

    void gate(auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        require(pixels > 0 && gain.rows() % pixels == 0, "SpatialDropout: the units must be maps of ", pixels,
                " pixels each, got ", gain.rows(), " units");
        const Coin coin{drop_probability};
        const auto kept = static_cast<Scalar>(1 / coin.keep_probability());
        for_each_half(key, gain.rows() / pixels, gain.cols(), [&](Index map, Index j, std::uint32_t half) {
            gain.col(j).segment(map * pixels, pixels) *= kept * coin.keeps<Scalar>(half);
        });
    }
};

static_assert(Gate<SpatialDropout>);

}  // namespace regula::inline REGULA_ABI
