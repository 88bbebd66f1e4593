#pragma once

#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// The mean of each channel of an image: one number a channel, whatever the size of the image.
///
/// Lin, Chen and Yan (2014), "Network in network".
struct GlobalAveragePool {
    Shape image = {};  ///< of the inputs; a network sets it

    static void each_setting(auto&, auto&&) {}
    GlobalAveragePool for_inputs(Shape fan_in) const { return {fan_in}; }
    Shape outputs(Shape fan_in) const { return fan_in.channels; }
    Relaxation relaxation() const { return Relaxation::affine; }

    void forward(const auto&, const auto& x, auto& y) const { sum(x, y, share()); }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const {
        spread(dy, dx, share());
    }
    void tangent(const auto&, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot) const {
        sum(x_dot, y_dot, share());
    }
    void tangent_backward(const auto&, const auto&, const auto&, const auto&, const auto&, const auto& dy_dot,
                          auto& dx_dot, auto&, const auto&) const {
        spread(dy_dot, dx_dot, share());
    }
    /// The mean of means, and 1/pixels^2 of the sum of variances: exact for independent inputs.
    void moments(const auto&, const auto& x, auto& y, auto&) const {
        sum(x.mean, y.mean, share());
        sum(x.variance, y.variance, share() * share());
    }
    void moments_backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const {
        spread(dy.mean, dx.mean, share());
        spread(dy.variance, dx.variance, share() * share());
    }

private:
    double share() const { return 1 / static_cast<double>(image.pixels()); }

    void sum(const auto& x, auto& y, double factor) const {
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        y.resize(image.channels, x.cols());
        for (Index c = 0; c < image.channels; ++c)
            y.row(c) = static_cast<Scalar>(factor) *
                       x.middleRows(c * image.pixels(), image.pixels()).colwise().sum();
    }
    /// The adjoint of sum.
    void spread(const auto& dy, auto& dx, double factor) const {
        using Scalar = typename std::remove_cvref_t<decltype(dx)>::Scalar;
        dx.resize(image.size(), dy.cols());
        for (Index c = 0; c < image.channels; ++c)
            dx.middleRows(c * image.pixels(), image.pixels()).rowwise() =
                static_cast<Scalar>(factor) * dy.row(c);
    }
};

}  // namespace regula::inline REGULA_ABI
