#pragma once

#include <regula/core/random.hpp>
#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// Variational dropout: Gaussian gates with a learned variance for each unit.
///
///     training        y_i = x_i (1 + sqrt(alpha_i) e),     e from N(0, 1), for each sample
///     prediction      y = x
///
/// alpha = p / (1 - p) is the variance of the gain of Dropout{p}. Its logarithm is a block of the parameters,
/// "log_alpha" (units x 1), in the place `noise_scales`; penalties on weights or parameters do not act there.
/// The loss alone drives alpha to 0. VariationalKl{1 / n} for n samples penalises low noise, so that units
/// without information become noise and their weights can be removed: log alpha > 3 is a dropout of 0.95. A
/// limit keeps log alpha within reach of the gradient:     on(noise_scales, Box{-8, 4})
///
///     Network<float> net{
///         64, {VariationalDropout{}, Dense{30}, Relu{}, VariationalDropout{}, Dense{10}}, Key{1}};
///     fit(net, SoftmaxCrossEntropy{}, train, Adam{}, VariationalKl{1.0 / n});
///
/// Kingma, Salimans and Welling (2015), "Variational dropout and the local reparameterization trick" (with
/// noise on units, their type A); Molchanov, Ashukha and Vetrov (2017), "Variational dropout sparsifies deep
/// neural networks".
struct VariationalDropout {
    double initial_log_alpha = -3;

    static void each_setting(auto&, auto&&) {}
    Shape outputs(Shape fan_in) const { return fan_in; }
    std::vector<Block> blocks(Index fan_in) const {
        return {{.role = Role::noise_scale, .name = "log_alpha", .rows = fan_in, .cols = 1}};
    }
    void initialize(const auto& theta, Key) const {
        using Scalar = typename std::remove_cvref_t<decltype(theta[0])>::Scalar;
        theta[0].setConstant(static_cast<Scalar>(initial_log_alpha));
    }

    void forward(const auto& theta, const auto& x, auto& y, Key key) const { disturb(theta, x, y, key); }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx, Key key) const {
        disturb(theta, dy, dx, key);
    }
    /// dy/d(log alpha) = (y - x) / 2, with or without draws.
    void gradient(const auto&, const auto& x, const auto& y, const auto& dy, const auto& g) const {
        g[0].col(0) = (dy.array() * (y - x).array()).rowwise().sum() / 2;
    }

    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
    void tangent(const auto&, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot) const {
        y_dot = x_dot;
    }
    void tangent_backward(const auto&, const auto&, const auto&, const auto&, const auto&, const auto& dy_dot,
                          auto& dx_dot, auto&, const auto&) const {
        dx_dot = dy_dot;
    }

    /// y = x (1 + sqrt(alpha) e).
    void disturb(const auto& theta, const auto& x, auto& y, Key key) const {
        y.resize(x.rows(), x.cols());
        fill_normal(key, y);
        const auto log_alpha = theta[0];
        for (Index j = 0; j < x.cols(); ++j)
            y.col(j).array() =
                x.col(j).array() * (1 + (log_alpha.col(0).array() / 2).exp() * y.col(j).array());
    }
};

static_assert(LayerType<VariationalDropout>);

}  // namespace regula::inline REGULA_ABI
