#pragma once

#include <regula/augment/smooth.hpp>
#include <regula/augment/transform.hpp>

namespace regula::inline REGULA_ABI {

/// Elastic deformation: moves each pixel by a smooth random field.
///
///     field      alpha G_sigma * U,     U uniform in (-1, 1) by pixel and direction, G a Gaussian of sum 1
///
/// of variance alpha^2 / 3 sum G^2, about alpha^2 / (12 pi sigma^2): with alpha = 34 and sigma = 4 pixels of
/// an image of 28 x 28 move by 1.4 pixels in each direction. The blur wraps around the edges, so the
/// field has the same distribution at every pixel. Simard, Steinkraus and Platt (2003), "Best practices for
/// convolutional neural networks".
struct Elastic {
    double alpha = 34, sigma = 4;

    void check() const {
        require(alpha >= 0, "Elastic: alpha must be >= 0, got ", alpha);
        require(sigma >= 0 && sigma <= GaussianKernel::widest, "Elastic: sigma must be in [0, ",
                GaussianKernel::widest, "], got ", sigma);
    }

    void move(auto& flow, const Draw& draw) const {
        using Scalar = typename std::remove_cvref_t<decltype(flow.x)>::Scalar;
        const GaussianKernel kernel{sigma};
        for (auto* field : {&flow.dx, &flow.dy}) {
            draw[field == &flow.dx ? 0 : 1].fill(*field);
            smooth(flow.image, *field, flow.spare, kernel, Border::wrap);
        }
        if (!flow.still) {  // the field between pixels
            resample(flow.image, flow.dx, flow.x, flow.y, Border::wrap, 0, flow.frame, flow.spare);
            resample(flow.image, flow.dy, flow.x, flow.y, Border::wrap, 0, flow.frame, flow.dx);
            flow.dy = flow.dx;
            flow.dx = flow.spare;
        }
        flow.x += static_cast<Scalar>(alpha) * flow.dx;
        flow.y += static_cast<Scalar>(alpha) * flow.dy;
        flow.still = false;
    }
};

static_assert(CoordinateTransform<Elastic>);

}  // namespace regula::inline REGULA_ABI
