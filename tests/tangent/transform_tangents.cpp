#include <regula/tangent/transform_tangents.hpp>

#include <regula/augment/brightness.hpp>
#include <regula/augment/rotate.hpp>
#include <regula/augment/scale.hpp>
#include <regula/augment/shear.hpp>
#include <regula/augment/translate.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/tangent/image_tangents.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

#include <numbers>

using namespace regula;

namespace tests::tangent_transform_tangents {

// The transforms of augment/ with the first four fields and the diagonal one as derivatives, in their units.
auto transforms(const Shape& shape) {
    return derivative_of(
        shape,
        [](double r) {
            return Translate{exactly(r), exactly(0)};
        },
        [](double r) {
            return Translate{exactly(0), exactly(r)};
        },
        [](double r) { return Rotate{exactly(r * 180 / std::numbers::pi)}; },
        [](double r) { return Scale{exactly(r)}; },
        [](double r) {
            return Shear{exactly(r), exactly(r)};
        });
}
const std::vector<TangentField> same_fields{TangentField::horizontal_shift, TangentField::vertical_shift,
                                            TangentField::rotation, TangentField::scale,
                                            TangentField::diagonal_hyperbolic};

TEST_CASE("tangents of images are the derivatives of the transforms of augment/ at zero") {
    const Shape shape{28, 28};
    const Matrix<double> x = glyphs<double>(20, Key{3}).inputs;
    const auto far = [&](double smoothing) {  // the largest relative distance, and 1 - the least correlation
        auto by_transform = transforms(shape);
        by_transform.smoothing = smoothing;
        by_transform.step = 0.01;
        const ImageTangents exact{shape, smoothing, same_fields};
        std::pair<double, double> most{0, 0};
        Matrix<double> v, t;
        for (Index k = 0; k < exact.count(); ++k) {
            exact.directions(x, k, v);
            by_transform.directions(x, k, t);
            for (Index row = 0; row < 784; ++row)  // near the border they continue the image differently
                if (std::min({row / 28, row % 28, 27 - row / 28, 27 - row % 28}) < 3)
                    v.row(row).setZero(), t.row(row).setZero();
            for (Index j = 0; j < x.cols(); ++j) {
                const double cosine = v.col(j).dot(t.col(j)) / (v.col(j).norm() * t.col(j).norm());
                most.first = std::max(most.first, (v.col(j) - t.col(j)).norm() / v.col(j).norm());
                most.second = std::max(most.second, 1 - cosine);
            }
        }
        return most;
    };
    const auto [error_1, angle_1] = far(1);
    const auto [error_2, angle_2] = far(2);
    const auto [error_3, angle_3] = far(3);
    CAPTURE(error_1, error_2, error_3, angle_1, angle_2, angle_3);
    CHECK(error_1 < 0.25);
    CHECK(angle_1 < 0.02);
    CHECK(error_2 < 0.1);
    CHECK(error_3 < 0.06);
    CHECK(error_2 < error_1 / 2);  // central differences of pixels: an error like 1 / smoothing^2
}

TEST_CASE("the derivative of a Translate is the central difference of the smoothed pixels") {
    const Shape shape{7, 9};
    const Matrix<double> x = random_images<double>(shape, 3);
    auto fields = transforms(shape);
    fields.smoothing = 0;
    Matrix<double> v;
    for (const double step : {0.3, 1.0}) {
        fields.step = step;
        fields.directions(x, 0, v);
        for (Index j = 0; j < 3; ++j)
            for (Index i = 1; i < 8; ++i)
                CHECK(v(9 * 4 + i, j) ==
                      Approx((x(9 * 4 + i - 1, j) - x(9 * 4 + i + 1, j)) / 2).margin(1e-14));
    }
}

TEST_CASE("transforms of pixel values have derivatives too") {
    const Shape shape{4, 5, 2};
    const Matrix<float> x = random_images<float>(shape, 3);
    Matrix<float> v;
    auto fields = derivative_of(shape, [](double r) { return Brightness{exactly(r)}; });
    CHECK(fields.count() == 1);
    fields.directions(x, 0, v);
    CHECK((v.array() - 1).abs().maxCoeff() < 1e-5F);
}

TEST_CASE("derivatives of transforms refuse other shapes and settings") {
    auto fields = transforms(Shape{3, 4});
    Matrix<double> v;
    static_assert(TangentVectors<decltype(fields)>);
    CHECK(fields.count() == 5);
    CHECK_THROWS_WITH(fields.directions(Matrix<double>::Zero(11, 2).eval(), 0, v),
                      "derivative_of: images of 3 x 4 x 1 have 12 pixels, got 11 rows");
    CHECK_THROWS_WITH(fields.directions(Matrix<double>::Zero(12, 2).eval(), 5, v),
                      "derivative_of: there are 5 transforms, got number 5");
    fields.step = 0;
    CHECK_THROWS_WITH(fields.check(), "derivative_of: step must be > 0, got 0");
    fields.step = 0.1, fields.smoothing = 33;
    CHECK_THROWS_WITH(fields.check(), "derivative_of: smoothing must be from 0 to 32, got 33");
}

}  // namespace tests::tangent_transform_tangents
