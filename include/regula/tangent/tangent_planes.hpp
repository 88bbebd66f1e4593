#pragma once

#include <regula/core/parallel/workers.hpp>
#include <regula/tangent/tangent_distance.hpp>

namespace regula::inline REGULA_ABI {

/// Calls use(j, x, t, norms) for each image, in any order: the image j smoothed, its tangents, pixels x
/// fields, and their lengths, all in double. Throws std::invalid_argument for images of another shape, a NaN
/// or infinity, and settings out of range.
template <class Scalar>
void with_tangents(const Matrix<Scalar>& images, const TangentDistance& distance, Workers& workers,
                   const auto& use) {
    distance.check(images);
    constexpr Index together = 16;
    workers.each((images.cols() + together - 1) / together, [&](Index tile) {
        const Index first = tile * together, count = std::min(together, images.cols() - first),
                    each = distance.tangents.count();
        Matrix<double> s, v;
        distance.tangents.all(images.middleCols(first, count).template cast<double>().eval(), s, v);
        const Vector<double> norms = v.colwise().norm();
        for (Index j = 0; j < count; ++j)
            use(first + j, s.col(j), v.middleCols(j * each, each), norms.segment(j * each, each));
    });
}

/// The tangent planes of images: each smoothed image x, and a basis Q of its plane that contains the ridge,
///
///     Q = U L^-T,     L L' = U'U + ridge I,     U the tangents in units of their lengths
///
/// With it, the distance of a pair takes products of x, Q_x and y, Q_y alone (TangentPairs). A tangent that
/// the ones before it span is left out. The numbers of a pixel, x and Q, are beside each other, 8 of them.
template <class Scalar>
class TangentPlanes {
public:
    static constexpr Index slots = 8;  ///< of a pixel: x, and up to seven tangents

    /// Throws std::invalid_argument for images of another shape, a NaN or infinity, and settings out of
    /// range.
    TangentPlanes(const Matrix<Scalar>& images, const TangentDistance& distance, Workers& workers)
        : TangentPlanes{images.rows(), images.cols()} {
        with_tangents(images, distance, workers,
                      [&](Index j, const auto& x, const auto& t, const auto& norms) {
                          set(j, x, t, norms, distance.ridge);
                      });
    }
    /// Planes to set one by one.
    TangentPlanes(Index pixels, Index images)
        : pixels_{pixels}, numbers_(slots, pixels * images), products_{Matrix<Scalar>::Zero(slots, images)} {}

    Index size() const { return products_.cols(); }
    Index pixels() const { return pixels_; }
    /// slots x pixels numbers of an image.
    const Scalar* of(Index image) const { return numbers_.data() + slots * pixels_ * image; }
    /// [x Q]'x of an image: its squared length, and its coefficients.
    auto products(Index image) const { return products_.col(image); }

    /// Sets the plane of an image x from its tangents t, pixels x fields, whose lengths are `norms` (or those
    /// of tangents that t is a part of).
    void set(Index image, const auto& x, const auto& t, const auto& norms, double ridge) {
        const Index fields = t.cols();
        Matrix<double> all = Matrix<double>::Zero(pixels_, slots);
        auto q = all.middleCols(1, fields);
        all.col(0) = x;
        for (Index k = 0; k < fields; ++k)
            if (norms[k] > 0) q.col(k) = t.col(k) / norms[k];
        const Matrix<double> gram = q.transpose() * q;
        Matrix<double> l = Matrix<double>::Zero(fields, fields);
        for (Index k = 0; k < fields; ++k) {
            for (Index i = 0; i < k; ++i)
                if (l(i, i) > 0) l(k, i) = (gram(k, i) - l.row(k).head(i).dot(l.row(i).head(i))) / l(i, i);
            const double own = gram(k, k) + ridge, pivot = own - l.row(k).head(k).squaredNorm();
            if (!(pivot > dependent * own)) {
                q.col(k).setZero();
                l.row(k).setZero();
                continue;
            }
            l(k, k) = std::sqrt(pivot);
            for (Index i = 0; i < k; ++i) q.col(k) -= l(k, i) * q.col(i);
            q.col(k) /= l(k, k);
        }
        numbers_.middleCols(image * pixels_, pixels_) = all.transpose().template cast<Scalar>();
        products_.col(image) = (all.transpose() * x).template cast<Scalar>();
    }

private:
    static constexpr double dependent = 1e-10;  // what rounding may leave of a squared length, relative
    Index pixels_;
    Eigen::Matrix<Scalar, slots, Eigen::Dynamic> numbers_;
    Matrix<Scalar> products_;
};

}  // namespace regula::inline REGULA_ABI
