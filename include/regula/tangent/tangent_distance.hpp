#pragma once

#include <regula/core/numeric/orthogonal.hpp>
#include <regula/tangent/image_tangents.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The images whose tangents a distance of two images x and y uses: of both, of x or of y alone.
enum class TangentSides { both, first, second };

/// Tangent distance: how far two images x and y are apart, except for small motions of either. It is the
/// distance of their tangent planes, two-sided,
///
///     d^2 = min_{a, b} |x + T_x a - y - T_y b|^2 + ridge sum_k (|t_x,k|^2 a_k^2 + |t_y,k|^2 b_k^2)
///
/// or one-sided, with a or b alone (`sides`). x and y are smoothed images, and the columns of T are their
/// tangents (ImageTangents). Without a ridge d is 0 if y lies on the plane of x. With one, motions have a
/// price: that of a tangent a_k t_k is `ridge` times its squared length, in any unit. So d of c x and c y is
/// |c| d, except for thickness, whose tangent grows like c^2. Always two-sided <= one-sided <= Euclidean, and
/// two-sided is symmetric. Simard, LeCun and Denker (1993), "Efficient pattern recognition using a new
/// transformation distance"; Goodfellow, Bengio and Courville, Deep Learning, section 7.14.
struct TangentDistance {
    ImageTangents tangents;
    double ridge = 1e-3;  ///< >= 0
    TangentSides sides = TangentSides::both;

    void check() const {
        tangents.check();
        require(ridge >= 0 && std::isfinite(ridge), "TangentDistance: ridge must be finite and >= 0, got ",
                ridge);
    }
    void check(const auto& images) const {
        check();
        const Shape& image = tangents.image;
        require(images.rows() == image.size(), "TangentDistance: images of ", image, " have ", image.size(),
                " pixels, got ", images.rows(), " rows");
        require(images.allFinite(), "TangentDistance: every pixel must be finite");
    }
};

/// The tangent distance of two images, and the motions of its minimum, x + T_x a close to y + T_y b.
struct TangentMatch {
    double distance;
    Vector<double> a, b;  ///< pixels, radians and logarithms of factors, over the amounts
};

/// The tangent distance of two images, columns, by an orthogonal decomposition in double. Where many a and b
/// are as good, without a ridge, it gives the shortest tangents. For many pairs tangent_distances is 50 times
/// as fast.
///
///     const double angle = tangent_distance(six, turned, {.tangents = {Shape{28, 28}}}).a[2];
///
/// Throws std::invalid_argument for images of another shape, a NaN or infinity, and settings out of range.
template <class X, class Y>
TangentMatch tangent_distance(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<Y>& y,
                              const TangentDistance& distance) {
    distance.check(x);
    distance.check(y);
    require(x.cols() == 1 && y.cols() == 1, "tangent_distance: needs two images, got ", x.cols(), " and ",
            y.cols());
    Matrix<double> images(x.rows(), 2), s, v;
    images << x.template cast<double>(), y.template cast<double>();
    distance.tangents.all(images, s, v);
    const Index pixels = s.rows(), each = distance.tangents.count(), fields = 2 * each;
    const Vector<double> norms = v.colwise().norm();
    Matrix<double> plane = Matrix<double>::Zero(pixels + fields, fields);
    for (Index k = 0; k < fields; ++k) {
        const bool used =
            distance.sides == TangentSides::both || (distance.sides == TangentSides::first) == (k < each);
        if (!used || !(norms[k] > 0)) continue;
        plane.col(k).head(pixels) = (k < each ? -1 : 1) / norms[k] * v.col(k);
        plane(pixels + k, k) = std::sqrt(distance.ridge);
    }
    Vector<double> apart = Vector<double>::Zero(pixels + fields);
    apart.head(pixels) = s.col(0) - s.col(1);
    Vector<double> c = Vector<double>::Zero(fields);
    if (fields > 0) c = plane.completeOrthogonalDecomposition().solve(apart);
    const double squared = (apart - plane * c).norm();
    for (Index k = 0; k < fields; ++k) c[k] = norms[k] > 0 ? c[k] / norms[k] : 0;
    return {squared, c.head(each), c.tail(each)};
}

}  // namespace regula::inline REGULA_ABI
