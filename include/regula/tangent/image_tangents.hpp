#pragma once

#include <regula/tangent/gaussian_gradient.hpp>
#include <regula/tangent/tangent_field.hpp>
#include <regula/tangent/tangent_vectors.hpp>

namespace regula::inline REGULA_ABI {

/// Tangent vectors of images: the derivatives of small changes of an image, TangentField.
///
///     const ImageTangents tangents{Shape{28, 28}};                                       // all seven
///     const ImageTangents some{Shape{28, 28}, 0.9, {TangentField::rotation, TangentField::scale}};
///     some.directions(x, 0, v);      // v: the tangent of rotation at each image, a column of x
///
/// An image of sharp pixels has no derivative, so a Gaussian smooths it: `smoothing` is its standard
/// deviation in pixels. v comes from the derivative of that Gaussian (GaussianGradient), not from differences
/// of smoothed pixels. With 0 it is the central difference. A shift of one pixel is less than a rotation by
/// one radian; for TangentProp, `amounts` such as 0.1 for rotation make them alike. All channels move in the
/// same way. Images up to 50 x 50 pixels in float need no allocation, larger ones one a call. All functions
/// throw std::invalid_argument if images do not have image.size() rows, and for settings out of range.
struct ImageTangents {
    Shape image;
    double smoothing = 0.9;  ///< from 0 to 32
    std::vector<TangentField> fields = all_tangent_fields();
    std::vector<double> amounts = {};  ///< one a field, the unit of its coefficient; empty: 1 each

    void check() const {
        image.check();
        require(smoothing >= 0 && smoothing <= GaussianKernel::widest,
                "ImageTangents: smoothing must be from 0 to ", GaussianKernel::widest, ", got ", smoothing);
        for (std::size_t k = 0; k < fields.size(); ++k)
            for (std::size_t j = 0; j < k; ++j)
                require(fields[j] != fields[k], "ImageTangents: a field may occur once, got ",
                        name_of(fields[k]), " twice");
        require(amounts.empty() || amounts.size() == fields.size(),
                "ImageTangents: needs one amount a field, ", fields.size(), ", or none, got ",
                amounts.size());
        for (const double amount : amounts)
            require(std::isfinite(amount), "ImageTangents: amounts must be finite, got ", amount);
    }

    /// The number of fields.
    Index count() const { return static_cast<Index>(fields.size()); }

    /// Sets v, pixels x samples, to the k-th tangent of each image.
    template <class Scalar>
    void directions(const Matrix<Scalar>& x, Index k, Matrix<Scalar>& v) const {
        require(k >= 0 && k < count(), "ImageTangents: there are ", count(), " fields, got number ", k);
        v.resize(x.rows(), x.cols());
        for_each_channel(x, [&](Index row, Index sample, const auto& gradient) {
            write(static_cast<std::size_t>(k), gradient, &v(row, sample));
        });
    }

    /// Sets s, pixels x samples, to the smoothed images, and v, pixels x (fields samples), to all tangents,
    /// those of an image beside each other.
    template <class Scalar>
    void all(const Matrix<Scalar>& x, Matrix<Scalar>& s, Matrix<Scalar>& v) const {
        s.resize(x.rows(), x.cols());
        v.resize(x.rows(), count() * x.cols());
        for_each_channel(x, [&](Index row, Index sample, const auto& gradient) {
            s.col(sample).segment(row, image.pixels()) = gradient.smooth;
            for (Index k = 0; k < count(); ++k)
                write(static_cast<std::size_t>(k), gradient, &v(row, sample * count() + k));
        });
    }

    /// The smoothed images.
    template <class Scalar>
    Matrix<Scalar> smoothed(const Matrix<Scalar>& x) const {
        Matrix<Scalar> s(x.rows(), x.cols());
        for_each_channel(x, [&](Index row, Index sample, const auto& gradient) {
            s.col(sample).segment(row, image.pixels()) = gradient.smooth;
        });
        return s;
    }

private:
    template <class Scalar>
    void for_each_channel(const Matrix<Scalar>& x, const auto& use) const {
        check();
        require(x.rows() == image.size(), "ImageTangents: images of ", image, " have ", image.size(),
                " pixels, got ", x.rows(), " rows");
        GaussianGradient<Scalar> gradient{image, smoothing};
        for (Index j = 0; j < x.cols(); ++j)
            for (Index row = 0; row < x.rows(); row += image.pixels()) {
                gradient.compute(&x(row, j));
                use(row, j, gradient);
            }
    }

    /// Writes the k-th tangent of a channel.
    template <class Scalar>
    void write(std::size_t k, const GaussianGradient<Scalar>& f, Scalar* out) const {
        const Index wide = image.width;
        using Line = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;
        const auto right = Eigen::Array<Scalar, Eigen::Dynamic, 1>::LinSpaced(
            wide, -static_cast<Scalar>(wide - 1) / 2, static_cast<Scalar>(wide - 1) / 2);
        for (Index line = 0; line < image.height; ++line) {
            const Scalar y = static_cast<Scalar>(line) - static_cast<Scalar>(image.height - 1) / 2;
            const auto fx = f.x.segment(line * wide, wide), fy = f.y.segment(line * wide, wide);
            Line v{out + line * wide, wide};
            switch (fields[k]) {
                case TangentField::horizontal_shift:
                    v = -fx;
                    break;
                case TangentField::vertical_shift:
                    v = -fy;
                    break;
                case TangentField::rotation:
                    v = right * fy - y * fx;
                    break;
                case TangentField::scale:
                    v = -(right * fx + y * fy);
                    break;
                case TangentField::axis_hyperbolic:
                    v = y * fy - right * fx;
                    break;
                case TangentField::diagonal_hyperbolic:
                    v = -(y * fx + right * fy);
                    break;
                case TangentField::thickness:
                    v = fx.square() + fy.square();
                    break;
            }
            if (!amounts.empty()) v *= static_cast<Scalar>(amounts[k]);
        }
    }
};

static_assert(TangentVectors<ImageTangents>);

}  // namespace regula::inline REGULA_ABI
