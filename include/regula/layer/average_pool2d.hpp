#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/window.hpp>

namespace regula::inline REGULA_ABI {

/// The mean of each window of each channel of an image. Pixels beyond the last whole window are left out.
///
/// Goodfellow, Bengio and Courville, Deep Learning, section 9.3.
struct AveragePool2d {
    Index size = 2;
    Index stride = size;
    Shape image = {};  ///< of the inputs; a network sets it

    static void each_setting(auto& layer, auto&& act) {
        act("size", layer.size);
        act("stride", layer.stride);
    }
    AveragePool2d for_inputs(Shape fan_in) const { return {size, stride, fan_in}; }
    Shape outputs(Shape fan_in) const { return windows(fan_in).checked("AveragePool2d").outputs(); }
    Relaxation relaxation() const { return Relaxation::affine; }

    void forward(const auto&, const auto& x, auto& y, Workers& workers) const { sum(x, y, share(), workers); }
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx, Workers& workers) const {
        spread(dy, x.rows(), dx, share(), workers);
    }
    void tangent(const auto&, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot,
                 Workers& workers) const {
        sum(x_dot, y_dot, share(), workers);
    }
    void tangent_backward(const auto&, const auto&, const auto& x, const auto&, const auto&,
                          const auto& dy_dot, auto& dx_dot, auto&, const auto&, Workers& workers) const {
        spread(dy_dot, x.rows(), dx_dot, share(), workers);
    }
    /// The mean of means, and 1/size^4 of the sum of variances: exact for independent inputs.
    void moments(const auto&, const auto& x, auto& y, auto&, Workers& workers) const {
        sum(x.mean, y.mean, share(), workers);
        sum(x.variance, y.variance, share() * share(), workers);
    }
    void moments_backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx,
                          Workers& workers) const {
        spread(dy.mean, x.mean.rows(), dx.mean, share(), workers);
        spread(dy.variance, x.mean.rows(), dx.variance, share() * share(), workers);
    }

private:
    Windows windows(Shape fan_in) const { return {fan_in, size, stride}; }
    double share() const { return 1 / static_cast<double>(size * size); }

    /// y = factor times the sums of x over the windows.
    void sum(const auto& x, auto& y, double factor, Workers& workers) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        y.resize(outputs(image).size(), x.cols());
        windows(image).each(x.cols(), workers, [&](Index sample, Index out, Index first) {
            Scalar all{0};
            windows(image).each_pixel(first, [&](Index at) { all += x(at, sample); });
            y(out, sample) = static_cast<Scalar>(factor) * all;
        });
    }
    /// The adjoint of sum.
    void spread(const auto& dy, Index rows, auto& dx, double factor, Workers& workers) const {
        using Scalar = typename std::remove_cvref_t<decltype(dx)>::Scalar;
        dx.setZero(rows, dy.cols());
        windows(image).each(dy.cols(), workers, [&](Index sample, Index out, Index first) {
            const Scalar d = static_cast<Scalar>(factor) * dy(out, sample);
            windows(image).each_pixel(first, [&](Index at) { dx(at, sample) += d; });
        });
    }
};

}  // namespace regula::inline REGULA_ABI
