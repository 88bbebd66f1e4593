#pragma once

#include <regula/augment/smooth.hpp>
#include <regula/augment/workspace.hpp>

namespace regula::inline REGULA_ABI {

/// The derivative of a Gaussian of standard deviation sigma, as weights of pixels:
///
///     f'(0) = sum_d weight(d) (f(d) - f(-d)),    weight(d) ~ d exp(-d^2 / (2 sigma^2)),    d = 1 ... radius
///
/// A slope of 1 has the derivative 1. A Gaussian without width gives the central difference, (f(1) - f(-1)) /
/// 2.
struct GaussianDerivativeKernel {
    explicit GaussianDerivativeKernel(double sigma)
        : radius{std::max<Index>(1, static_cast<Index>(std::ceil(3 * sigma)))} {
        double slope = 0;
        for (Index d = 1; d <= radius; ++d) {
            const double far = static_cast<double>(d), x = (far * far - 1) / 2;
            weights[static_cast<std::size_t>(d)] = far * (d == 1 ? 1 : std::exp(-x / (sigma * sigma)));
            slope += 2 * far * weights[static_cast<std::size_t>(d)];
        }
        for (Index d = 1; d <= radius; ++d) weights[static_cast<std::size_t>(d)] /= slope;
    }

    Index radius;
    std::array<double, static_cast<std::size_t>(3 * GaussianKernel::widest) + 1> weights{};
};

/// One direction of the gradient: out, lines of `length` pixels, is the derivative across the lines.
template <class Scalar>
void differentiate_across(const Scalar* in, Scalar* out, Index lines, Index length,
                          const GaussianDerivativeKernel& kernel, Border border) {
    map_lines(in, out, lines, length, border, [&](const auto& line) {
        LinePart<Scalar> sum = static_cast<Scalar>(kernel.weights[1]) * (line(1) - line(-1));
        for (Index d = 2; d <= kernel.radius; ++d)
            sum += static_cast<Scalar>(kernel.weights[static_cast<std::size_t>(d)]) * (line(d) - line(-d));
        return sum;
    });
}

/// A channel f of an image, smoothed by a Gaussian, and the derivatives f_x to the right and f_y down: the
/// channel convolved with the derivatives of the Gaussian, not differences of the smoothed pixels. The border
/// pixel repeats beyond the image.
template <class Scalar>
class GaussianGradient {
public:
    using Plane = typename Workspace<Scalar>::Plane;

    GaussianGradient(const Shape& image, double sigma)
        : image_{image},
          memory_{image},
          kernel_{sigma},
          derivative_{sigma},
          smooth{memory_.plane(0)},
          x{memory_.plane(1)},
          y{memory_.plane(2)} {}

    /// Sets smooth, x and y to those of a channel, given by its first pixel.
    void compute(const Scalar* channel) {
        using Lines = Eigen::Map<Matrix<Scalar>>;
        const Index h = image_.height, w = image_.width;
        Scalar *across = memory_.plane(3).data(), *turned = memory_.plane(4).data();
        const auto turn = [](const Scalar* from, Scalar* to, Index lines, Index length) {
            Lines(to, lines, length) = Eigen::Map<const Matrix<Scalar>>(from, length, lines).transpose();
        };
        smooth_across(channel, across, h, w, kernel_, Border::edge);
        turn(across, turned, h, w);
        smooth_across(turned, across, w, h, kernel_, Border::edge);
        turn(across, smooth.data(), w, h);
        differentiate_across(turned, across, w, h, derivative_, Border::edge);
        turn(across, x.data(), w, h);
        differentiate_across(channel, across, h, w, derivative_, Border::edge);
        turn(across, turned, h, w);
        smooth_across(turned, across, w, h, kernel_, Border::edge);
        turn(across, y.data(), w, h);
    }

private:
    Shape image_;
    Workspace<Scalar> memory_;
    GaussianKernel kernel_;
    GaussianDerivativeKernel derivative_;

public:
    Plane smooth, x, y;  ///< the pixels of a channel, line by line
};

}  // namespace regula::inline REGULA_ABI
