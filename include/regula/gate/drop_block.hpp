#pragma once

#include <regula/core/numeric/block_coverage.hpp>
#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// DropBlock: drops squares of block x block pixels of each feature map, sample by sample. With block = 1
/// this is Dropout, with block = height = width dropout of whole maps. A square falls with probability gamma.
///
///     gamma = p height width / (block^2 (height - block + 1) (width - block + 1))
///     gain        0 in a dropped square, 1/(1 - gamma)^n otherwise, for a pixel that n squares cover
///
/// So each gain has mean 1, at the border too; the paper divides by the kept share. Squares overlap, so a
/// little less than p is dropped. Pixel (y, x) of map c is unit (c height + y) width + x. Height and width 0
/// are those of the image at the place. Default: hidden. Throws std::invalid_argument unless the units are a
/// whole number of maps. Ghiasi et al. (2018), "DropBlock".
struct DropBlock {
    double drop_probability;
    Index block, height = 0, width = 0;

    void check() const {
        require(drop_probability >= 0 && drop_probability < 1,
                "DropBlock: drop_probability must be in [0, 1), got ", drop_probability);
        require(block >= 1 && ((height == 0 && width == 0) || (block <= height && block <= width)),
                "DropBlock: block must be from 1 to height and width, got ", block, " in ", height, " x ",
                width);
    }
    DropBlock in(const Block& place) const {
        if (height > 0) return *this;
        require(place.shape.pixels() > 1, "DropBlock: there is no image at '", place.name,
                "', so height and width must be given");
        return {drop_probability, block, place.shape.height, place.shape.width};
    }
    void gate(auto&& gain, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        const Index pixels = height * width, high = height - block + 1, wide = width - block + 1;
        require(pixels > 0 && gain.rows() % pixels == 0, "DropBlock: the units must be maps of ", height,
                " x ", width, " pixels, got ", gain.rows(), " units");
        const auto places = static_cast<double>(block * block * high * wide);
        const Coin coin{drop_probability * static_cast<double>(pixels) / places};
        scale_by_coverage(height, width, block, coin.keep_probability(), gain);
        const Index squares = gain.rows() / pixels * high * wide;
        for_each_half(key, squares, gain.cols(), [&](Index n, Index j, std::uint32_t half) {
            if (coin.keeps<double>(half) == 1) return;
            const Index corner = n / (high * wide) * pixels + n / wide % high * width + n % wide;
            for (Index y = 0; y < block; ++y) gain.col(j).segment(corner + y * width, block) *= Scalar{0};
        });
    }
};

static_assert(Gate<DropBlock>);

}  // namespace regula::inline REGULA_ABI
