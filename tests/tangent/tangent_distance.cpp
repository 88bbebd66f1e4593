#include <regula/tangent/tangent_distance.hpp>

#include <regula/data/glyphs.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

namespace tests::tangent_tangent_distance {

const Shape image{28, 28};

/// The same by Gram-Schmidt: |apart|^2 less its squared products with an orthonormal basis of the planes,
/// each unit tangent with its own row for the ridge.
double by_projection(const Matrix<double>& x, const Matrix<double>& y, const TangentDistance& of) {
    Matrix<double> columns(x.rows(), 2 * of.tangents.count()), v;
    for (Index k = 0; k < of.tangents.count(); ++k) {
        of.tangents.directions(x, k, v);
        columns.col(k) = v.col(0);
        of.tangents.directions(y, k, v);
        columns.col(of.tangents.count() + k) = v.col(0);
    }
    Index first = 0, count = columns.cols();
    if (of.sides != TangentSides::both) count /= 2;
    if (of.sides == TangentSides::second) first = count;
    Matrix<double> q = Matrix<double>::Zero(x.rows() + count, count);
    for (Index k = 0; k < count; ++k) {
        q.col(k).head(x.rows()) = columns.col(first + k).normalized();
        q(x.rows() + k, k) = std::sqrt(of.ridge);
    }
    Vector<double> apart = Vector<double>::Zero(q.rows());
    apart.head(x.rows()) = (of.tangents.smoothed(x) - of.tangents.smoothed(y)).col(0);
    for (int twice = 0; twice < 2; ++twice)
        for (Index k = 0; k < count; ++k) {
            for (Index i = 0; i < k; ++i) q.col(k) -= q.col(i).dot(q.col(k)) * q.col(i);
            q.col(k).normalize();
        }
    for (Index k = 0; k < count; ++k) apart -= q.col(k).dot(apart) * q.col(k);
    return apart.norm();
}

TEST_CASE("tangent distance is the least distance of two planes, with and without a ridge") {
    const Matrix<double> x = glyphs<double>(12, Key{5}).inputs;
    for (const double ridge : {0.0, 1e-3, 0.3})
        for (const auto sides : {TangentSides::both, TangentSides::first, TangentSides::second})
            for (Index j = 1; j < 12; j += 3) {
                const TangentDistance of{.tangents = {image}, .ridge = ridge, .sides = sides};
                const Matrix<double> a = x.col(j - 1), b = x.col(j);
                CAPTURE(ridge, j);
                CHECK(tangent_distance(a, b, of).distance == Approx(by_projection(a, b, of)).epsilon(1e-12));
            }
}

TEST_CASE("the motions of a match are those of its distance") {
    const Matrix<double> x = glyphs<double>(2, Key{6}).inputs;
    const TangentDistance of{.tangents = {image}, .ridge = 0.02};
    const auto [distance, a, b] = tangent_distance(x.col(0), x.col(1), of);
    Matrix<double> s, v;
    of.tangents.all(x, s, v);
    const double squared = (s.col(0) + v.leftCols(7) * a - s.col(1) - v.rightCols(7) * b).squaredNorm();
    double price = 0;
    for (Index k = 0; k < 7; ++k)
        price += v.col(k).squaredNorm() * a[k] * a[k] + v.col(7 + k).squaredNorm() * b[k] * b[k];
    CHECK(distance * distance == Approx(squared + 0.02 * price).epsilon(1e-12));
    CHECK(price > 0.01);
}

TEST_CASE("the distance of an image to its tangent plane is 0") {
    TangentDistance of{.tangents = {image, 0}, .ridge = 0};
    const Matrix<double> x = glyphs<double>(1, Key{7}).inputs;
    Matrix<double> y = x, v;
    for (Index k = 0; k < 7; ++k) {
        of.tangents.directions(x, k, v);
        y += 0.1 * static_cast<double>(k + 1) * v;
    }
    const double apart = (x - y).norm();
    CHECK(apart > 1);
    CHECK(tangent_distance(x, y, of).distance < 1e-12 * apart);
    of.sides = TangentSides::first;
    const auto match = tangent_distance(x, y, of);
    CHECK(match.distance < 1e-12 * apart);
    for (Index k = 0; k < 7; ++k) CHECK(match.a[k] == Approx(0.1 * double(k + 1)).epsilon(1e-9));
    CHECK(match.b == Vector<double>::Zero(7));
    of.sides = TangentSides::second;
    CHECK(tangent_distance(x, y, of).distance > 0.01 * apart);
}

TEST_CASE("two-sided <= one-sided <= Euclidean, and two-sided is symmetric") {
    const Matrix<double> x = glyphs<double>(16, Key{8}).inputs;
    for (Index j = 0; j + 1 < 16; ++j) {
        const auto a = x.col(j), b = x.col(j + 1);
        TangentDistance of{.tangents = {image}};
        const double two = tangent_distance(a, b, of).distance;
        CHECK(tangent_distance(b, a, of).distance == Approx(two).epsilon(1e-12));
        of.sides = TangentSides::first;
        const double first = tangent_distance(a, b, of).distance;
        of.sides = TangentSides::second;
        const double second = tangent_distance(a, b, of).distance;
        CHECK(tangent_distance(b, a, of).distance == Approx(first).epsilon(1e-12));
        of.tangents.fields.clear();
        const double euclid = tangent_distance(a, b, of).distance;
        const auto s = of.tangents.smoothed(x);
        CHECK(euclid == Approx((s.col(j) - s.col(j + 1)).norm()).epsilon(1e-12));
        CHECK((two < first && two < second && first < euclid && second < euclid));
    }
}

TEST_CASE("an image turned by theta is at a distance like theta^2, and at a Euclidean one like theta") {
    const auto turned = [](double angle) {
        return images_of<double>(Shape{41, 41}, [=](double x, double y) {
            const double u = x * std::cos(angle) - y * std::sin(angle) - 2.3,
                         v = x * std::sin(angle) + y * std::cos(angle) + 1.1;
            return std::exp(-u * u / 50 - v * v / 18) + 0.5 * std::exp(-(u - 4) * (u - 4) / 18 - v * v / 32);
        });
    };
    const auto apart = [&](double angle, TangentSides sides, std::vector<TangentField> fields) {
        const TangentDistance of{{Shape{41, 41}, 0.9, std::move(fields)}, 0, sides};
        return tangent_distance(turned(0), turned(angle), of);
    };
    const auto slope = [&](TangentSides sides, const std::vector<TangentField>& fields) {
        return std::log2(apart(0.06, sides, fields).distance / apart(0.03, sides, fields).distance);
    };
    CHECK(slope(TangentSides::both, {}) == Approx(1).margin(0.01));
    CHECK(slope(TangentSides::first, {TangentField::rotation}) == Approx(2).margin(0.01));
    CHECK(slope(TangentSides::second, {TangentField::rotation}) == Approx(2).margin(0.01));
    const auto match = apart(0.03, TangentSides::first, {TangentField::scale, TangentField::rotation});
    CHECK(match.a[1] == Approx(0.03).epsilon(0.01));
    CHECK(std::abs(match.a[0]) < 0.001);
}

TEST_CASE("the ridge has no unit: brighter images are as many times farther apart") {
    const Matrix<double> x = glyphs<double>(2, Key{9}).inputs;
    TangentDistance of{.tangents = {image}, .ridge = 0.1};
    of.tangents.fields.pop_back();  // thickness is quadratic
    const double once = tangent_distance(x.col(0), x.col(1), of).distance;
    CHECK(tangent_distance(-7 * x.col(0), -7 * x.col(1), of).distance == Approx(7 * once).epsilon(1e-12));
}

TEST_CASE("a tangent distance does not depend on the amounts of its fields") {
    const Matrix<double> x = glyphs<double>(2, Key{9}).inputs;
    const TangentDistance once{.tangents = {image}, .ridge = 0.1};
    TangentDistance of = once;
    of.tangents.amounts = {1, 1, 0.1, 0.1, -0.1, 0.1, 7};
    const auto a = tangent_distance(x.col(0), x.col(1), once), b = tangent_distance(x.col(0), x.col(1), of);
    CHECK(a.distance == Approx(b.distance).epsilon(1e-12));
    CHECK(a.a[2] == Approx(0.1 * b.a[2]));
}

TEST_CASE("images without tangents have the Euclidean distance") {
    const Matrix<float> black = Matrix<float>::Zero(784, 1), grey = Matrix<float>::Constant(784, 1, 0.5F);
    const auto match = tangent_distance(black, grey, {.tangents = {image}, .ridge = 0});
    CHECK(match.distance == Approx(14));
    CHECK(match.a == Vector<double>::Zero(7));
}

TEST_CASE("tangent distance refuses other shapes, NaN and settings") {
    const Matrix<double> x = Matrix<double>::Zero(784, 2);
    const TangentDistance of{.tangents = {image}};
    Matrix<double> bad = x.leftCols(1);
    bad(3, 0) = std::nan("");
    CHECK_THROWS_WITH(tangent_distance(x.col(0), bad, of), "TangentDistance: every pixel must be finite");
    CHECK_THROWS_WITH(tangent_distance(x, x, of), "tangent_distance: needs two images, got 2 and 2");
    CHECK_THROWS_WITH(tangent_distance(x.col(0), x.col(1).head(783), of),
                      "TangentDistance: images of 28 x 28 x 1 have 784 pixels, got 783 rows");
    CHECK_THROWS_WITH((TangentDistance{.tangents = {image}, .ridge = -1}.check()),
                      "TangentDistance: ridge must be finite and >= 0, got -1");
    CHECK_THROWS_AS((TangentDistance{.tangents = {image}, .ridge = std::nan("")}.check()),
                    std::invalid_argument);
    CHECK_THROWS_WITH((TangentDistance{.tangents = {image}, .ridge = HUGE_VAL}.check()),
                      "TangentDistance: ridge must be finite and >= 0, got inf");
    CHECK_THROWS_AS((TangentDistance{.tangents = {image, -1}}.check()), std::invalid_argument);
}

}  // namespace tests::tangent_tangent_distance
