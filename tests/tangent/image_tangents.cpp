#include <regula/tangent/image_tangents.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

#include <functional>

using namespace regula;

namespace tests::tangent_image_tangents {

// A smooth image f and its gradient, in closed form.
struct Blob {
    double at_x = 2.1, at_y = -1.3, wide = 3.5, high = 2.6;

    double value(double x, double y) const {
        const double u = (x - at_x) / wide, v = (y - at_y) / high;
        return std::exp(-(u * u + v * v) / 2);
    }
    double dx(double x, double y) const { return -(x - at_x) / (wide * wide) * value(x, y); }
    double dy(double x, double y) const { return -(y - at_y) / (high * high) * value(x, y); }
};

Matrix<double> tangent(const ImageTangents& tangents, const Matrix<double>& x, Index k) {
    Matrix<double> v;
    tangents.directions(x, k, v);
    return v;
}

TEST_CASE("tangents of a smooth image are those of the function that it samples") {
    const Shape shape{28, 31};
    const Blob f;
    const auto image = images_of<double>(shape, [&](double x, double y) { return f.value(x, y); });
    // The Gaussian of the smoothing widens the blob: variances add up.
    const double s = 0.9;
    const double wide = std::hypot(f.wide, s), high = std::hypot(f.high, s),
                 part = f.wide * f.high / (wide * high);
    const Blob g{f.at_x, f.at_y, wide, high};
    const std::vector<std::function<double(double, double)>> expected{
        [&](double x, double y) { return -g.dx(x, y); },
        [&](double x, double y) { return -g.dy(x, y); },
        [&](double x, double y) { return x * g.dy(x, y) - y * g.dx(x, y); },
        [&](double x, double y) { return -x * g.dx(x, y) - y * g.dy(x, y); },
        [&](double x, double y) { return y * g.dy(x, y) - x * g.dx(x, y); },
        [&](double x, double y) { return -y * g.dx(x, y) - x * g.dy(x, y); },
        [&](double x, double y) { return part * (g.dx(x, y) * g.dx(x, y) + g.dy(x, y) * g.dy(x, y)); }};
    const ImageTangents tangents{shape, s};
    CHECK(tangents.count() == 7);
    for (Index k = 0; k < 7; ++k) {
        const auto right = images_of<double>(
            shape, [&](double x, double y) { return part * expected[static_cast<std::size_t>(k)](x, y); });
        CAPTURE(k);
        CHECK((tangent(tangents, image, k) - right).norm() < 0.01 * right.norm());
    }
}

TEST_CASE("a tangent is the change of the image by a small motion") {
    const Shape shape{41, 48};
    const Blob f{2.1, -1.3, 6, 5};
    const double r = 1e-4;
    const ImageTangents tangents{shape, 0};
    const auto moved = [&](const auto& back) {  // from where the pixels come
        return images_of<double>(shape, [&](double x, double y) {
            const auto [u, v] = back(x, y);
            return f.value(u, v);
        });
    };
    using Point = std::pair<double, double>;
    const auto compare = [&](Index k, const auto& motion) {
        const Matrix<double> change = (moved([&](double x, double y) { return motion(x, y, r); }) -
                                       moved([&](double x, double y) { return motion(x, y, -r); })) /
                                      (2 * r);
        const auto v =
            tangent(tangents, images_of<double>(shape, [&](double x, double y) { return f.value(x, y); }), k);
        CAPTURE(k);
        CHECK((v - change).norm() < 0.02 * change.norm());
    };
    compare(0, [](double x, double y, double t) { return Point{x - t, y}; });
    compare(1, [](double x, double y, double t) { return Point{x, y - t}; });
    compare(2, [](double x, double y, double t) {
        return Point{x * std::cos(t) - y * std::sin(t), x * std::sin(t) + y * std::cos(t)};
    });
    compare(3, [](double x, double y, double t) { return Point{x * std::exp(-t), y * std::exp(-t)}; });
    compare(4, [](double x, double y, double t) { return Point{x * std::exp(-t), y * std::exp(t)}; });
    compare(5, [](double x, double y, double t) {
        return Point{x * std::cosh(t) - y * std::sinh(t), y * std::cosh(t) - x * std::sinh(t)};
    });
}

TEMPLATE_TEST_CASE("all tangents at once are those one by one, of each channel and image alone", "", float,
                   double) {
    const Shape shape{9, 12, 3};
    const Matrix<TestType> x = random_images<TestType>(shape, 5);
    const ImageTangents tangents{shape, 0.8};
    Matrix<TestType> s, v, one;
    tangents.all(x, s, v);
    CHECK(s == tangents.smoothed(x));
    for (Index k = 0; k < tangents.count(); ++k) {
        tangents.directions(x, k, one);
        for (Index j = 0; j < x.cols(); ++j) CHECK(one.col(j) == v.col(j * tangents.count() + k));
        Matrix<TestType> second;
        const Matrix<TestType> image = x.col(3), channel = image.middleRows(108, 108);
        ImageTangents{Shape{9, 12}, 0.8}.directions(channel, k, second);
        CHECK(second == one.col(3).segment(108, 108));
    }
}

TEST_CASE("amounts are the units of tangents") {
    const Shape shape{9, 12};
    const Matrix<double> x = random_images<double>(shape, 3);
    const std::vector<TangentField> fields{TangentField::rotation, TangentField::thickness};
    const ImageTangents once{shape, 0.8, fields}, some{shape, 0.8, fields, {0.1, -4}};
    CHECK(tangent(some, x, 0).isApprox(0.1 * tangent(once, x, 0), 1e-15));
    CHECK(tangent(some, x, 1).isApprox(-4 * tangent(once, x, 1), 1e-15));
    CHECK_THROWS_WITH((ImageTangents{shape, 0.8, fields, {1}}.check()),
                      "ImageTangents: needs one amount a field, 2, or none, got 1");
    CHECK_THROWS_AS((ImageTangents{shape, 0.8, fields, {1, HUGE_VAL}}.check()), std::invalid_argument);
}

TEST_CASE("a constant image has no tangents, and a channel of one pixel neither") {
    Matrix<double> v;
    const ImageTangents tangents{Shape{6, 7}};
    for (Index k = 0; k < 7; ++k)
        CHECK(tangent(tangents, Matrix<double>::Constant(42, 2, 0.7), k).cwiseAbs().maxCoeff() < 1e-15);
    ImageTangents{Shape{1, 1, 2}}.directions(Matrix<double>::Ones(2, 3).eval(), 2, v);
    CHECK(v == Matrix<double>::Zero(2, 3));
}

TEST_CASE("tangents of small images allocate nothing once the memory is there") {
    if (!allocations_are_counted()) return;
    const ImageTangents tangents{Shape{28, 28}};
    const Matrix<float> x = random_images<float>(Shape{28, 28}, 10);
    Matrix<float> v;
    tangents.directions(x, 0, v);
    const std::size_t before = allocations();
    for (Index k = 0; k < 7; ++k) tangents.directions(x, k, v);
    CHECK(allocations() == before);
}

TEST_CASE("image tangents refuse other shapes and settings") {
    Matrix<double> v = Matrix<double>::Ones(1, 1);
    const Matrix<double> x = Matrix<double>::Zero(12, 2);
    const ImageTangents tangents{Shape{3, 4}};
    CHECK_THROWS_WITH((ImageTangents{Shape{4, 4}}.directions(x, 0, v)),
                      "ImageTangents: images of 4 x 4 x 1 have 16 pixels, got 12 rows");
    CHECK_THROWS_WITH(tangents.directions(x, 7, v), "ImageTangents: there are 7 fields, got number 7");
    CHECK_THROWS_WITH(tangents.directions(x, -1, v), "ImageTangents: there are 7 fields, got number -1");
    CHECK_THROWS_WITH((ImageTangents{Shape{3, 4}, -0.1}.check()),
                      "ImageTangents: smoothing must be from 0 to 32, got -0.1");
    CHECK_THROWS_AS((ImageTangents{Shape{3, 4}, std::nan("")}.check()), std::invalid_argument);
    CHECK_THROWS_WITH((ImageTangents{Shape{3, 4}, 1, {TangentField::scale, TangentField::scale}}.check()),
                      "ImageTangents: a field may occur once, got scale twice");
    CHECK_THROWS_AS((ImageTangents{Shape{0, 4}}.check()), std::invalid_argument);
}

}  // namespace tests::tangent_image_tangents
