#pragma once

#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// DropBlock: drops squares of block x block pixels of each feature map, sample by sample. With block = 1 this is
/// Dropout, with block = height = width dropout of whole maps.
///
///     each square inside the map is dropped with probability
///     gamma = p height width / (block^2 (height - block + 1) (width - block + 1))
///     gain        0 in a dropped square, 1/(1 - gamma)^n otherwise, for a pixel that n squares cover
///
/// So each gain has mean 1, a corner's, which few squares cover, as the centre's; the paper divides by the share
/// that was kept in the batch. A little less than p is dropped, as squares overlap. Pixel (y, x) of map c is unit
/// (c height + y) width + x; gamma is a multiple of 2^-16. On hidden units by default, on inputs when asked;
/// std::invalid_argument where the units are no whole number of maps. Ghiasi, Lin and Le (2018), "DropBlock".
struct DropBlock {
    double drop_probability;
    Index block, height, width;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "DropBlock: drop_probability must be in [0, 1), got ", drop_probability);
        require(block >= 1 && block <= height && block <= width,
                "DropBlock: block must be from 1 to height and width, got ", block, " in ", height, " x ",
                width);
    }

    void gate(auto& gain, Key key) const {
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        const Index pixels = height * width, high = height - block + 1, wide = width - block + 1;
        require(gain.rows() % pixels == 0, "DropBlock: the units must be maps of ", height, " x ", width,
                " pixels, got ", gain.rows(), " units");
        const Index maps = gain.rows() / pixels;
        const Coin coin{drop_probability * static_cast<double>(pixels) /
                        static_cast<double>(block * block * high * wide)};
        const auto covered = [this](Index at, Index size) {  // by so many positions of a side of a square
            return std::min({at + 1, size - at, block, size - block + 1});
        };
        for (Index pixel = 0; pixel < pixels; ++pixel) {
            const Index squares = covered(pixel / width, height) * covered(pixel % width, width);
            const double kept = std::pow(coin.keep_probability(), static_cast<double>(squares));
            for (Index map = 0; map < maps; ++map)
                gain.row(map * pixels + pixel) *= static_cast<Scalar>(1 / kept);
        }
        for_each_half(key, maps * high * wide, gain.cols(), [&](Index n, Index j, std::uint32_t half) {
            if (coin.keeps<double>(half) == 1) return;
            const Index corner = n / (high * wide) * pixels + n / wide % high * width + n % wide;
            for (Index y = 0; y < block; ++y) gain.col(j).segment(corner + y * width, block).setZero();
        });
    }
};

static_assert(Gate<DropBlock>);

}  // namespace regula::inline REGULA_ABI
