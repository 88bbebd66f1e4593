#pragma once

#include <regula/core/shape.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regula::inline REGULA_ABI {

/// The coefficients of images in the cosines of the lowest frequencies, up to `frequencies` each way, of each
/// channel: a part of the orthonormal discrete cosine transform (DCT-II). Distances between coefficients are
/// never larger than those between images, and close to them for smooth images.
class LowFrequencies {
public:
    LowFrequencies(const Shape& image, Index frequencies)
        : image_{image},
          across_{cosines(image.width, frequencies)},
          down_{cosines(image.height, frequencies)} {
        require(frequencies >= 1, "LowFrequencies: frequencies must be >= 1, got ", frequencies);
    }

    /// The number of coefficients of an image.
    Index size() const { return image_.channels * across_.cols() * down_.cols(); }

    /// coefficients x images.
    Matrix<double> of(const auto& images) const {
        const Index each = across_.cols() * down_.cols();
        Matrix<double> found(size(), images.cols());
        for (Index j = 0; j < images.cols(); ++j)
            for (Index c = 0; c < image_.channels; ++c)
                Eigen::Map<Matrix<double>>(&found(c * each, j), across_.cols(), down_.cols()) =
                    across_.transpose() *
                    Eigen::Map<const Matrix<double>>(&images.coeffRef(c * image_.pixels(), j), image_.width,
                                                     image_.height) *
                    down_;
        return found;
    }

private:
    static Matrix<double> cosines(Index length, Index frequencies) {
        const auto n = static_cast<double>(length);
        Matrix<double> all(length, std::min(length, frequencies));
        for (Index k = 0; k < all.cols(); ++k)
            for (Index i = 0; i < length; ++i)
                all(i, k) =
                    std::sqrt((k == 0 ? 1 : 2) / n) *
                    std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) * static_cast<double>(k) / n);
        return all;
    }

    Shape image_;
    Matrix<double> across_, down_;
};

}  // namespace regula::inline REGULA_ABI
