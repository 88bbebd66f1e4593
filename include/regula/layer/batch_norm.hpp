#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/standardization.hpp>

namespace regula::inline REGULA_ABI {

/// Batch normalisation: each channel is standardised, then scaled and shifted.
///
///     y = scale (x - mean) / sqrt(variance + epsilon) + shift
///
/// In training mean and variance are those of the minibatch, over its samples and all pixels of a channel,
/// and the gradient goes through them. Each step moves running statistics towards them, by `update_rate` of
/// the difference; the running variance is the unbiased one. Prediction, validation, Monte-Carlo passes and
/// moments use the running statistics. Features without spatial arrangement are channels of one pixel.
///
/// Blocks of the number of channels: "scale", initially 1, and "shift", initially 0, with the role of biases;
/// "mean", 0, and "variance", 1, with the role of statistics: checkpoints and averages in time include them,
/// optimizers and policies do not. A minibatch of a single number per channel leaves the statistics as they
/// are. Ioffe and Szegedy (2015), "Batch normalization"; Goodfellow, Bengio and Courville, Deep Learning,
/// section 8.7.1.
struct BatchNorm {
    double update_rate = 0.1;
    double epsilon = 1e-5;
    Shape image = {};  ///< of the inputs; a network sets it

    static void each_setting(auto& layer, auto&& act) {
        act("update_rate", layer.update_rate);
        act("epsilon", layer.epsilon);
    }
    BatchNorm for_inputs(Shape fan_in) const { return {update_rate, epsilon, fan_in}; }
    Shape outputs(Shape fan_in) const { return fan_in; }
    Relaxation relaxation() const { return Relaxation::affine; }

    std::vector<Block> blocks(Shape fan_in) const {
        require(update_rate > 0 && update_rate <= 1, "BatchNorm: update_rate must be in (0, 1], got ",
                update_rate);
        require(epsilon >= 1e-30 && std::isfinite(epsilon),
                "BatchNorm: epsilon must be finite and >= 1e-30, got ", epsilon);
        const Index channels = fan_in.channels;
        return {{.role = Role::bias, .name = "scale", .rows = channels, .cols = 1},
                {.role = Role::bias, .name = "shift", .rows = channels, .cols = 1},
                {.role = Role::statistic, .name = "mean", .rows = channels, .cols = 1},
                {.role = Role::statistic, .name = "variance", .rows = channels, .cols = 1}};
    }
    void initialize(const auto& theta, Key) const {
        theta[0].setOnes(), theta[1].setZero(), theta[2].setZero(), theta[3].setOnes();
    }

    /// The verbs, in training with a last argument InTraining.
    template <std::same_as<InTraining>... Mode>
    void forward(const auto& theta, const auto& x, auto& y, Mode... mode) const {
        y.resize(x.rows(), x.cols());
        each_channel(theta, x, mode..., [&](Index c, const auto& by, const auto& from) {
            channel(y, c).array() = theta[0](c, 0) * by.inverse * (from.array() - by.mean) + theta[1](c, 0);
        });
    }
    template <std::same_as<InTraining>... Mode>
    void backward(const auto& theta, const auto& x, const auto&, const auto& dy, auto& dx,
                  Mode... mode) const {
        dx.resize(x.rows(), x.cols());
        each_channel(theta, x, mode..., [&](Index c, const auto& by, const auto& from) {
            by.apply_jacobian(from, theta[0](c, 0) * channel(dy, c), channel(dx, c));
        });
    }
    template <std::same_as<InTraining>... Mode>
    void gradient(const auto& theta, const auto& x, const auto&, const auto& dy, const auto& g,
                  Mode... mode) const {
        g[2].setZero(), g[3].setZero();
        each_channel(theta, x, mode..., [&](Index c, const auto& by, const auto& from) {
            const auto n = static_cast<decltype(by.mean)>(from.size());
            g[0](c, 0) = n * by.projection(from, channel(dy, c));
            g[1](c, 0) = channel(dy, c).sum();
            if (!by.moves || from.size() < 2) return;
            const auto rate = static_cast<decltype(by.mean)>(update_rate);
            g[2](c, 0) = rate * (by.mean - theta[2](c, 0));
            g[3](c, 0) = rate * (by.variance * n / (n - 1) - theta[3](c, 0));
        });
    }
    template <std::same_as<InTraining>... Mode>
    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot, Mode... mode) const {
        y_dot.resize(x.rows(), x.cols());
        each_channel(theta, x, mode..., [&](Index c, const auto& by, const auto& from) {
            by.apply_jacobian(from, theta[0](c, 0) * channel(x_dot, c), channel(y_dot, c));
            if (theta_dot.empty()) return;
            channel(y_dot, c).array() +=
                theta_dot[0](c, 0) * by.inverse * (from.array() - by.mean) + theta_dot[1](c, 0);
        });
    }
    template <std::same_as<InTraining>... Mode>
    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto&,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx, const auto& g,
                          Mode... mode) const {
        dx_dot.resize(x.rows(), x.cols());
        each_channel(theta, x, mode..., [&](Index c, const auto& by, const auto& from) {
            auto to = channel(dx_dot, c);
            by.apply_jacobian(from, channel(dy_dot, c), to);
            g[0](c, 0) += to.cwiseProduct(channel(x_dot, c)).sum();
            if (!theta_dot.empty()) channel(dx, c) += theta_dot[0](c, 0) * to;
            to *= theta[0](c, 0);
            by.add_curvature(from, theta[0](c, 0) * channel(dy_dot, c), channel(x_dot, c), channel(dx, c));
        });
    }

    /// With the running statistics the layer is affine: exact.
    void moments(const auto& theta, const auto& x, auto& y, auto&) const {
        forward(theta, x.mean, y.mean);
        y.variance.resize(x.mean.rows(), x.mean.cols());
        each_channel(theta, x.variance, [&](Index c, const auto& by, const auto& from) {
            channel(y.variance, c) = square(theta[0](c, 0) * by.inverse) * from;
        });
    }
    void moments_backward(const auto& theta, const auto& x, const auto&, const auto& dy, auto& dx) const {
        backward(theta, x.mean, dy.mean, dy.mean, dx.mean);
        dx.variance.resize(x.mean.rows(), x.mean.cols());
        each_channel(theta, dy.variance, [&](Index c, const auto& by, const auto& from) {
            channel(dx.variance, c) = square(theta[0](c, 0) * by.inverse) * from;
        });
    }
    void moments_gradient(const auto& theta, const auto& x, const auto&, const auto& dy,
                          const auto& g) const {
        gradient(theta, x.mean, dy.mean, dy.mean, g);
        each_channel(theta, x.variance, [&](Index c, const auto& by, const auto& from) {
            g[0](c, 0) +=
                2 * theta[0](c, 0) * square(by.inverse) * from.cwiseProduct(channel(dy.variance, c)).sum();
        });
    }

private:
    static auto square(auto value) { return value * value; }
    /// The numbers of one channel: pixels x samples.
    auto channel(auto& x, Index c) const { return x.middleRows(c * image.pixels(), image.pixels()); }

    /// Calls act(channel, its standardization, its numbers) for all channels.
    void each_channel(const auto& theta, const auto& x, const auto& act) const {
        for (Index c = 0; c < image.channels; ++c) {
            const auto given = theta[2](c, 0);
            act(c,
                Standardization<std::remove_const_t<decltype(given)>>::given(given, theta[3](c, 0), epsilon),
                channel(x, c));
        }
    }
    void each_channel(const auto&, const auto& x, InTraining, const auto& act) const {
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        for (Index c = 0; c < image.channels; ++c) {
            const auto from = channel(x, c);
            act(c, Standardization<Scalar>::of(from, epsilon), from);
        }
    }
};

}  // namespace regula::inline REGULA_ABI
