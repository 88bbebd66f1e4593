#pragma once

#include <regula/core/random.hpp>
#include <regula/core/shape.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// The patches of an image: squares of size x size pixels with all channels, in a grid.
///
/// A patch is a column of the shape {size, size, channels}, so pixel (y, x) of channel c is row (c size + y)
/// size + x. Patch (i, j) of the grid begins at pixel (i stride, j stride) of the image and is column i
/// columns() + j of all patches. If the stride leaves a rest, the last lines or pixels are in no patch.
struct PatchGrid {
    Shape image;
    Index size;
    Index stride = 1;

    Shape patch() const { return {size, size, image.channels}; }
    Index rows() const { return (image.height - size) / stride + 1; }
    Index columns() const { return (image.width - size) / stride + 1; }
    Index count() const { return rows() * columns(); }
    /// Whether each pixel is in a patch.
    bool cover() const {
        return stride <= size && (image.height - size) % stride == 0 && (image.width - size) % stride == 0;
    }

    /// Throws std::invalid_argument unless the image holds a patch and stride >= 1.
    void check() const {
        image.check();
        require(size >= 1 && size <= std::min(image.height, image.width),
                "PatchGrid: size must be from 1 to ", std::min(image.height, image.width), " in an image of ",
                image, ", got ", size);
        require(stride >= 1, "PatchGrid: stride must be >= 1, got ", stride);
    }
    /// The same, and unless images, a column each, have the shape.
    void check_images(const auto& images) const {
        check();
        require(images.rows() == image.size(), "PatchGrid: an image of ", image, " has ", image.size(),
                " numbers, got ", images.rows());
    }

    /// Calls act(of_image, of_patch) for each line of the patch at pixel (y, x): the rows of the first of its
    /// `size` numbers in the columns of the image and of the patch.
    void for_each_line(Index y, Index x, auto&& act) const {
        for (Index c = 0; c < image.channels; ++c)
            for (Index line = 0; line < size; ++line)
                act((c * image.height + y + line) * image.width + x, (c * size + line) * size);
    }
};

/// All patches of an image: patch numbers x patches. Throws std::invalid_argument unless they fit.
template <class Derived>
Matrix<typename Derived::Scalar> all_patches(const PatchGrid& grid, const Eigen::MatrixBase<Derived>& image) {
    grid.check_images(image);
    require(image.cols() == 1, "all_patches: takes one image, got ", image.cols());
    Matrix<typename Derived::Scalar> all(grid.patch().size(), grid.count());
    for (Index n = 0; n < all.cols(); ++n)
        grid.for_each_line(n / grid.columns() * grid.stride, n % grid.columns() * grid.stride,
                           [&](Index of_image, Index of_patch) {
                               all.col(n).segment(of_patch, grid.size) =
                                   image.col(0).segment(of_image, grid.size);
                           });
    return all;
}

/// Random patches at any pixels of random images (a column each), uniformly drawn: the stride does not
/// matter. Patch n is a function of the key and of n. Throws std::invalid_argument without images, unless
/// they fit, and unless count >= 1.
template <class Scalar>
Matrix<Scalar> random_patches(const PatchGrid& grid, const Matrix<Scalar>& images, Index count, Key key) {
    grid.check_images(images);
    require(images.cols() >= 1, "random_patches: needs an image");
    require(count >= 1, "random_patches: count must be >= 1, got ", count);
    Matrix<Scalar> drawn(grid.patch().size(), count);
    for (Index n = 0; n < count; ++n) {
        const auto below = [&](Index bound, std::uint64_t which) {
            const Key draws = key[which];
            return static_cast<Index>(
                draws.below(static_cast<std::uint64_t>(bound), static_cast<std::uint64_t>(n)));
        };
        const auto image = images.col(below(images.cols(), 0));
        grid.for_each_line(below(grid.image.height - grid.size + 1, 1),
                           below(grid.image.width - grid.size + 1, 2), [&](Index of_image, Index of_patch) {
                               drawn.col(n).segment(of_patch, grid.size) = image.segment(of_image, grid.size);
                           });
    }
    return drawn;
}

/// Adds all patches to an image, each at its place: the adjoint of all_patches. Throws std::invalid_argument
/// unless they fit.
template <class Scalar>
void add_patches(const PatchGrid& grid, const Matrix<Scalar>& all, Vector<Scalar>& image) {
    grid.check_images(image);
    require(all.rows() == grid.patch().size() && all.cols() == grid.count(), "add_patches: needs ",
            grid.patch().size(), " x ", grid.count(), " numbers, got ", all.rows(), " x ", all.cols());
    for (Index n = 0; n < all.cols(); ++n)
        grid.for_each_line(n / grid.columns() * grid.stride, n % grid.columns() * grid.stride,
                           [&](Index of_image, Index of_patch) {
                               image.segment(of_image, grid.size) += all.col(n).segment(of_patch, grid.size);
                           });
}

/// The image of patches that overlap: a pixel is the mean of its numbers in all patches that have it. It is
/// the image nearest to the patches, and all_patches of an image give that image back. To remove noise, code
/// the patches and average what the codes give. Throws std::invalid_argument unless they fit and cover the
/// image. Elad and Aharon (2006), "Image denoising via sparse and redundant representations over learned
/// dictionaries".
template <class Scalar>
Vector<Scalar> average_patches(const PatchGrid& grid, const Matrix<Scalar>& all) {
    grid.check();
    require(grid.cover(), "average_patches: the patches must cover the image; patches of size ", grid.size,
            " with stride ", grid.stride, " leave out pixels of ", grid.image);
    Vector<Scalar> sum = Vector<Scalar>::Zero(grid.image.size()), times = sum;
    add_patches(grid, all, sum);
    add_patches<Scalar>(grid, Matrix<Scalar>::Ones(all.rows(), all.cols()), times);
    return sum.cwiseQuotient(times);
}

/// Contrast normalization of each patch, a column:
///
///     x <- (x - mean) / sqrt(variance + epsilon)
///
/// Mean and variance are those of the numbers of the patch. A patch of one value becomes 0. Coates, Ng and
/// Lee (2011) take epsilon = 10 for grey levels from 0 to 255, so 1.5e-4 from 0 to 1. Throws
/// std::invalid_argument unless epsilon >= 0.
template <class Scalar>
void normalize_contrast(Matrix<Scalar>& patches, double epsilon) {
    require(epsilon >= 0, "normalize_contrast: epsilon must be >= 0, got ", epsilon);
    require(patches.rows() > 0, "normalize_contrast: patches must have at least one number, got 0");
    for (auto patch : patches.colwise()) {
        const bool constant = patch.minCoeff() == patch.maxCoeff();  // rounding may leave a rest of the mean
        patch.array() -= patch.mean();
        const Scalar deviation =
            std::sqrt(patch.squaredNorm() / static_cast<Scalar>(patch.size()) + static_cast<Scalar>(epsilon));
        if (constant || deviation == 0)
            patch.setZero();
        else
            patch /= deviation;
    }
}

}  // namespace regula::inline REGULA_ABI
