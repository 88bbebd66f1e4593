#include <regula/sparse/patch_grid.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <set>

using namespace regula;

namespace tests::sparse_patch_grid {

const PatchGrid odd{.image = {7, 9, 2}, .size = 3, .stride = 2};

/// Pixel (y, x) of channel c as a number that names it.
Vector<double> named_pixels(const Shape& shape) {
    Vector<double> image(shape.size());
    for (Index c = 0; c < shape.channels; ++c)
        for (Index y = 0; y < shape.height; ++y)
            for (Index x = 0; x < shape.width; ++x)
                image[(c * shape.height + y) * shape.width + x] = double(10000 * c + 100 * y + x);
    return image;
}

TEST_CASE("patches hold the pixels of their places, in the order of a shape") {
    const Vector<double> image = named_pixels(odd.image);
    const Matrix<double> all = all_patches(odd, image);
    CHECK((odd.rows() == 3 && odd.columns() == 4 && odd.cover()));
    CHECK((all.rows() == 18 && all.cols() == 12));
    for (Index i = 0; i < 3; ++i)
        for (Index j = 0; j < 4; ++j)
            for (Index c = 0; c < 2; ++c)
                for (Index y = 0; y < 3; ++y)
                    for (Index x = 0; x < 3; ++x)
                        CHECK(all((c * 3 + y) * 3 + x, i * 4 + j) ==
                              double(10000 * c + 100 * (2 * i + y) + 2 * j + x));
}

TEST_CASE("random patches are patches of the images, at all places, a function of key and number") {
    const PatchGrid grid{.image = {4, 5}, .size = 3};
    Matrix<double> images(20, 2);
    images.col(0) = named_pixels(grid.image);
    images.col(1) = images.col(0).array() + 1000;
    const Matrix<double> drawn = random_patches(grid, images, 2000, Key{1});
    std::set<double> corners;
    for (Index n = 0; n < drawn.cols(); ++n) {
        corners.insert(drawn(0, n));
        const Vector<double> first = all_patches(grid, images.col(0)).col(0);
        CHECK((drawn.col(n).array() - drawn(0, n)).isApprox(first.array()));
    }
    CHECK(corners == std::set<double>{0, 1, 2, 100, 101, 102, 1000, 1001, 1002, 1100, 1101, 1102});
    CHECK(random_patches(grid, images, 7, Key{1}) == drawn.leftCols(7));
    CHECK(random_patches(grid, images, 7, Key{2}) != drawn.leftCols(7));
    // each place in proportion: mean and variance of uniform draws from 12 numbers
    const double mean = drawn.row(0).mean();
    CHECK(std::abs(mean - 551) < 4 * std::sqrt(252500.0 / 2000));
}

TEMPLATE_TEST_CASE("add_patches is the adjoint of all_patches", "", float, double) {
    const Vector<TestType> image = test::drawn<TestType>(1, odd.image.size());
    const Matrix<TestType> patches = test::drawn<TestType>(2, 18, 12);
    Vector<TestType> sum = Vector<TestType>::Zero(odd.image.size());
    add_patches(odd, patches, sum);
    CHECK(static_cast<double>(all_patches(odd, image).cwiseProduct(patches).sum()) ==
          Approx(static_cast<double>(image.dot(sum))).epsilon(1e-4));
}

TEMPLATE_TEST_CASE("the average of all patches of an image is the image", "", float, double) {
    const Vector<TestType> image = test::drawn<TestType>(3, odd.image.size());
    CHECK(average_patches(odd, all_patches(odd, image)).isApprox(image));
    const PatchGrid apart{.image = {6, 4}, .size = 2, .stride = 2};  // each pixel in one patch
    const Matrix<TestType> patches = test::drawn<TestType>(4, 4, 6);
    CHECK(all_patches(apart, average_patches(apart, patches)).isApprox(patches));
}

TEST_CASE("the average is the image nearest to the patches") {
    const Matrix<double> patches = test::drawn(5, 18, 12);
    const Vector<double> nearest = average_patches(odd, patches);
    Vector<double> gradient = Vector<double>::Zero(odd.image.size());
    add_patches(odd, Matrix<double>{all_patches(odd, nearest) - patches}, gradient);
    CHECK(gradient.norm() < 1e-13);
}

TEMPLATE_TEST_CASE("normalized patches have mean 0 and variance v / (v + epsilon)", "", float, double) {
    Matrix<TestType> patches = test::drawn<TestType>(6, 9, 5);
    patches.array() += 3;
    patches.col(2).setConstant(TestType(0.1));
    const Matrix<TestType> before = patches;
    normalize_contrast(patches, 0.5);
    for (Index j = 0; j < 5; ++j) {
        const auto off = before.col(j).array() - before.col(j).mean();
        const double v = static_cast<double>(off.square().mean());
        CHECK(std::abs(static_cast<double>(patches.col(j).mean())) < 1e-6);
        CHECK(static_cast<double>(patches.col(j).squaredNorm()) / 9 == Approx(v / (v + 0.5)).margin(1e-6));
    }
    CHECK(patches.col(2).isZero(0));
    Matrix<TestType> scaled = TestType(7) * before, plain = before;
    normalize_contrast(scaled, 0);
    normalize_contrast(plain, 0);
    CHECK(scaled.isApprox(plain, TestType(1e-5)));
    CHECK(plain.col(2).isZero(0));
}

TEST_CASE("a wrong use of patches is refused in a sentence") {
    const Matrix<double> images = Matrix<double>::Ones(20, 2);
    const auto grid = [](Index size, Index stride) { return PatchGrid{{4, 5}, size, stride}; };
    CHECK_THROWS_WITH(random_patches(grid(5, 1), images, 1, Key{1}),
                      "PatchGrid: size must be from 1 to 4 in an image of 4 x 5 x 1, got 5");
    CHECK_THROWS_WITH(random_patches(grid(0, 1), images, 1, Key{1}),
                      "PatchGrid: size must be from 1 to 4 in an image of 4 x 5 x 1, got 0");
    CHECK_THROWS_WITH(all_patches(grid(2, 0), images.col(0)), "PatchGrid: stride must be >= 1, got 0");
    CHECK_THROWS_WITH(all_patches(grid(2, 1), images), "all_patches: takes one image, got 2");
    CHECK_THROWS_WITH(all_patches(grid(2, 1), images.col(0).head(19)),
                      "PatchGrid: an image of 4 x 5 x 1 has 20 numbers, got 19");
    CHECK_THROWS_WITH(random_patches(grid(2, 1), images, 0, Key{1}),
                      "random_patches: count must be >= 1, got 0");
    const Matrix<double> none(20, 0);
    CHECK_THROWS_WITH(random_patches(grid(2, 1), none, 1, Key{1}), "random_patches: needs an image");
    CHECK_THROWS_WITH(
        average_patches(grid(2, 2), images),
        "average_patches: the patches must cover the image; patches of size 2 with stride 2 leave "
        "out pixels of 4 x 5 x 1");
    CHECK_THROWS_WITH(average_patches(grid(2, 1), images), "add_patches: needs 4 x 12 numbers, got 20 x 2");
    Matrix<double> patches = images;
    CHECK_THROWS_WITH(normalize_contrast(patches, -1), "normalize_contrast: epsilon must be >= 0, got -1");
}

TEST_CASE("patches of no numbers have no contrast") {
    Matrix<double> none(0, 3);
    CHECK_THROWS_WITH(normalize_contrast(none, 1),
                      "normalize_contrast: patches must have at least one number, got 0");
}

}  // namespace tests::sparse_patch_grid
