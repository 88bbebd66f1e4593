#pragma once

#include <regula/augment/augment.hpp>
#include <regula/augment/smooth.hpp>

namespace regula::inline REGULA_ABI {

/// Tangent vectors of images by transforms of augment/: the result of derivative_of.
template <class... Fs>
struct TransformTangents {
    Shape image;
    std::tuple<Fs...> transforms;  ///< functions of a coefficient
    double smoothing = 0.9;        ///< of the image before the transform, in pixels
    double step = 0.05;            ///< in units of the coefficient

    void check() const {
        image.check();
        require(smoothing >= 0 && smoothing <= GaussianKernel::widest,
                "derivative_of: smoothing must be from 0 to ", GaussianKernel::widest, ", got ", smoothing);
        require(step > 0, "derivative_of: step must be > 0, got ", step);
    }

    /// The number of transforms.
    Index count() const { return static_cast<Index>(sizeof...(Fs)); }

    /// Sets v, pixels x samples, to the derivative of each image for the k-th transform. Allocates.
    template <class Scalar>
    void directions(const Matrix<Scalar>& x, Index k, Matrix<Scalar>& v) const {
        check();
        require(k >= 0 && k < count(), "derivative_of: there are ", count(), " transforms, got number ", k);
        require(x.rows() == image.size(), "derivative_of: images of ", image, " have ", image.size(),
                " pixels, got ", x.rows(), " rows");
        Matrix<double> plus = smoothed(x.template cast<double>().eval()), minus = plus;
        move(k, step, plus);
        move(k, -step, minus);
        v = ((plus - minus) / (2 * step)).template cast<Scalar>();
    }

private:
    Matrix<double> smoothed(Matrix<double> x) const {
        Workspace<double> memory{image};
        const GaussianKernel kernel{smoothing};
        auto spare = memory.plane(0);
        for (Index j = 0; j < x.cols(); ++j)
            for (Index row = 0; row < x.rows(); row += image.pixels()) {
                typename Workspace<double>::Plane channel{&x(row, j), image.pixels()};
                smooth(image, channel, spare, kernel, Border::edge);
            }
        return x;
    }

    void move(Index k, double coefficient, Matrix<double>& x) const {
        const auto act = [&]<std::size_t i>() {
            if (k == static_cast<Index>(i))
                Augment{image, std::get<i>(transforms)(coefficient), Border::edge}.perturb(x, Key{0});
        };
        [&]<std::size_t... i>(std::index_sequence<i...>) { (act.template operator()<i>(), ...); }
        (std::index_sequence_for<Fs...>{});
    }
};

/// Tangent vectors of images as the derivatives of transforms of augment/ at coefficient 0. Each transform is
/// a function of its coefficient r:
///
///     const auto fields = derivative_of(Shape{28, 28}, [](double r) { return Rotate{exactly(r)}; });
///     fields.directions(x, 0, v);      // v = (T_r(s) - T_-r(s)) / (2 r), s the smoothed images
///
/// The unit is that of the coefficient, so here one degree. T_r samples bilinearly; so v is the central
/// difference of the pixels along the motion, exactly for a Translate and with an error of the order r for
/// other linear flows. ImageTangents has the derivative of the smoothed image itself: the two differ by the
/// curvature between pixels, the less the wider the smoothing. The border pixel repeats beyond the image.
template <class... Fs>
TransformTangents<Fs...> derivative_of(Shape image, Fs... transforms) {
    static_assert((Transform<std::invoke_result_t<Fs, double>> && ...),
                  "regula: derivative_of needs functions of a coefficient that return a transform");
    return {image, {std::move(transforms)...}};
}

}  // namespace regula::inline REGULA_ABI
