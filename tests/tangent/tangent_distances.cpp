#include <regula/tangent/tangent_distances.hpp>

#include <regula/data/glyphs.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::tangent_tangent_distances {

template <class Scalar>
void compare(const Matrix<Scalar>& x, const Matrix<Scalar>& y, const TangentDistance& of) {
    const Matrix<Scalar> all = tangent_distances(x, y, of);
    REQUIRE((all.rows() == x.cols() && all.cols() == y.cols()));
    for (Index i = 0; i < x.cols(); ++i)
        for (Index j = 0; j < y.cols(); ++j) {
            const double one = tangent_distance(x.col(i), y.col(j), of).distance,
                         squares = double(x.col(i).squaredNorm() + y.col(j).squaredNorm()),
                         found = double(all(i, j));
            CAPTURE(i, j, of.ridge, of.tangents.count());
            CHECK(std::abs(found * found - one * one) <
                  100 * double(std::numeric_limits<Scalar>::epsilon()) * squares);
        }
}

TEMPLATE_TEST_CASE("all tangent distances at once are those of the pairs", "", float, double) {
    const Matrix<TestType> x = glyphs<TestType>(5, Key{1}).inputs, y = glyphs<TestType>(18, Key{2}).inputs;
    for (const auto sides : {TangentSides::both, TangentSides::first, TangentSides::second})
        for (const double ridge : {1e-3, 0.2})
            compare<TestType>(x, y, {.tangents = {Shape{28, 28}}, .ridge = ridge, .sides = sides});
}

TEST_CASE("tangent distances of few fields, of channels, and without a ridge") {
    const Matrix<double> x = glyphs<double>(3, Key{1}).inputs, y = glyphs<double>(17, Key{2}).inputs;
    compare<double>(x, y, {.tangents = {Shape{28, 28}, 0.7}, .ridge = 0});
    compare<double>(x, y, {.tangents = {Shape{28, 28}, 0.7, {}}});
    compare<double>(x, y, {.tangents = {Shape{28, 28}, 0, {TangentField::scale}}});
    compare<double>(x, y,
                    {.tangents = {Shape{14, 14, 4}, 1.1, {TangentField::rotation, TangentField::thickness}}});
    compare<double>(x, y, {.tangents = {Shape{28, 14, 2}}, .ridge = 0, .sides = TangentSides::second});
}

TEST_CASE("planes in common, dependent tangents and images without any") {
    Matrix<double> x = glyphs<double>(6, Key{4}).inputs;
    x.col(1).setZero();
    x.col(2).setConstant(0.3);
    x.col(3) = x.col(0);
    for (Index i = 0; i < 784; ++i)
        x(i, 4) = double(i % 28) / 28;  // a slope to the right: no vertical tangent
    for (Index i = 0; i < 784; ++i) x(i, 5) = double(i / 28) / 28;
    for (const double ridge : {0.0, 1e-3}) {
        const TangentDistance of{.tangents = {Shape{28, 28}}, .ridge = ridge};
        const Matrix<double> d = tangent_distances(x, x, of);
        CHECK(d.allFinite());
        CHECK(d(0, 3) < 1e-6);
        CHECK((d - d.transpose()).cwiseAbs().maxCoeff() < 1e-6);
        for (Index i = 0; i < 6; ++i)
            for (Index j = 0; j < 6; ++j)
                CHECK(d(i, j) == Approx(tangent_distance(x.col(i), x.col(j), of).distance).margin(1e-5));
    }
}

TEMPLATE_TEST_CASE("a tangent distance depends on its pair alone, to the bit", "", float, double) {
    const Matrix<TestType> x = glyphs<TestType>(37, Key{1}).inputs, y = glyphs<TestType>(45, Key{2}).inputs;
    const TangentDistance of{.tangents = {Shape{28, 28}}};
    const Matrix<TestType> all = tangent_distances(x, y, of);
    Workers many{3};
    CHECK(tangent_distances(x, y, of, many) == all);
    const Matrix<TestType> some_x = x.middleCols(5, 11), some_y = y.middleCols(18, 9);
    CHECK(tangent_distances(some_x, some_y, of) == all.block(5, 18, 11, 9));
    const Matrix<TestType> none(784, 0);
    CHECK(tangent_distances(x, none, of).cols() == 0);
    CHECK(tangent_distances(none, y, of).rows() == 0);
}

TEST_CASE("tangent distances refuse images of another shape, and NaN") {
    const Matrix<float> x = Matrix<float>::Zero(784, 2), other = Matrix<float>::Zero(783, 2);
    Matrix<float> bad = x;
    bad(3, 1) = std::numeric_limits<float>::infinity();
    const TangentDistance of{.tangents = {Shape{28, 28}}};
    CHECK_THROWS_WITH(tangent_distances(x, other, of),
                      "TangentDistance: images of 28 x 28 x 1 have 784 pixels, got 783 rows");
    CHECK_THROWS_WITH(tangent_distances(x, bad, of), "TangentDistance: every pixel must be finite");
    Workers alone;
    const TangentPlanes<float> a{x, of, alone},
        b{Matrix<float>{x.topRows(9)}, {.tangents = {Shape{3, 3}}}, alone};
    CHECK_THROWS_WITH(tangent_distances(a, b, of, alone),
                      "tangent_distances: planes must have as many pixels, got 784 and 9");
}

}  // namespace tests::tangent_tangent_distances
