#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/standardization.hpp>

namespace regula::inline REGULA_ABI {

/// Layer normalisation: the units of each sample are standardised, then each is scaled and shifted.
///
///     y = scale o (x - mean) / sqrt(variance + epsilon) + shift
///
/// with mean and variance over the units of a sample
///
/// It acts the same in training and in prediction, with any minibatch. Blocks: "scale", initially 1, and
/// "shift", initially 0 (units x 1), with the role of biases. Ba, Kiros and Hinton (2016), "Layer
/// normalization".
struct LayerNorm {
    double epsilon = 1e-5;

    static void each_setting(auto& layer, auto&& act) { act("epsilon", layer.epsilon); }
    Shape outputs(Shape fan_in) const { return fan_in; }
    std::vector<Block> blocks(Shape fan_in) const {
        require(epsilon >= 1e-30 && std::isfinite(epsilon),
                "LayerNorm: epsilon must be finite and >= 1e-30, got ", epsilon);
        return {{.role = Role::bias, .name = "scale", .rows = fan_in.size(), .cols = 1},
                {.role = Role::bias, .name = "shift", .rows = fan_in.size(), .cols = 1}};
    }
    void initialize(const auto& theta, Key) const { theta[0].setOnes(), theta[1].setZero(); }

    void forward(const auto& theta, const auto& x, auto& y) const {
        y.resize(x.rows(), x.cols());
        each_sample(x, [&](Index j, const auto& by) {
            y.col(j).array() =
                theta[0].col(0).array() * by.inverse * (x.col(j).array() - by.mean) + theta[1].col(0).array();
        });
    }
    void backward(const auto& theta, const auto& x, const auto&, const auto& dy, auto& dx) const {
        dx.resize(x.rows(), x.cols());
        each_sample(x, [&](Index j, const auto& by) {
            by.apply_jacobian(x.col(j), theta[0].col(0).cwiseProduct(dy.col(j)), dx.col(j));
        });
    }
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g) const {
        g[0].setZero();
        g[1].col(0) = dy.rowwise().sum();
        each_sample(x, [&](Index j, const auto& by) {
            g[0].col(0).array() += by.inverse * (x.col(j).array() - by.mean) * dy.col(j).array();
        });
    }
    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot) const {
        y_dot.resize(x.rows(), x.cols());
        each_sample(x, [&](Index j, const auto& by) {
            by.apply_jacobian(x.col(j), x_dot.col(j), y_dot.col(j));
            y_dot.col(j).array() *= theta[0].col(0).array();
            if (theta_dot.empty()) return;
            y_dot.col(j).array() += theta_dot[0].col(0).array() * by.inverse * (x.col(j).array() - by.mean) +
                                    theta_dot[1].col(0).array();
        });
    }
    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto&,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx,
                          const auto& g) const {
        dx_dot.resize(x.rows(), x.cols());
        each_sample(x, [&](Index j, const auto& by) {
            auto to = dx_dot.col(j);
            by.apply_jacobian(x.col(j), x_dot.col(j), to);
            g[0].col(0) += to.cwiseProduct(dy_dot.col(j));
            if (!theta_dot.empty()) {
                by.apply_jacobian(x.col(j), theta_dot[0].col(0).cwiseProduct(dy_dot.col(j)), to);
                dx.col(j) += to;
            }
            const auto u = theta[0].col(0).cwiseProduct(dy_dot.col(j));
            by.apply_jacobian(x.col(j), u, to);
            by.add_curvature(x.col(j), u, x_dot.col(j), dx.col(j));
        });
    }

private:
    void each_sample(const auto& x, const auto& act) const {
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        for (Index j = 0; j < x.cols(); ++j) act(j, Standardization<Scalar>::of(x.col(j), epsilon));
    }
};

}  // namespace regula::inline REGULA_ABI
