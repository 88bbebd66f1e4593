#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/product.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Initial weights: normal with variance 2 / fan_in (He et al. 2015, for rectifiers), normal with variance
/// 2 / (fan_in + units) (Glorot and Bengio 2010, for tanh and logistic units), or zero (for linear models).
enum class Initializer { he, glorot, zero };

/// A dense layer:     y = W'x + b     with W inputs x units; column j of W holds the weights into unit j.
///
/// Blocks: "weight" (inputs x units) and, unless `bias` is false, "bias" (units x 1), initially zero.
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.1.
struct Dense {
    static constexpr bool connects_units = true;
    Index units;
    Initializer initializer = Initializer::he;
    bool bias = true;

    static void each_setting(auto& layer, auto&& act) {
        act("units", layer.units);
        act("bias", layer.bias);
    }
    Index outputs(Index) const { return units; }
    Relaxation relaxation() const { return Relaxation::affine; }

    std::vector<Block> blocks(Index fan_in) const {
        require(units >= 1, "Dense: units must be >= 1, got ", units);
        std::vector<Block> all{{.role = Role::weight, .name = "weight", .rows = fan_in, .cols = units}};
        if (bias) all.push_back({.role = Role::bias, .name = "bias", .rows = units, .cols = 1});
        return all;
    }

    void initialize(const auto& theta, Key key) const {
        auto w = theta[0];
        const auto fan_in = static_cast<double>(w.rows()), both = fan_in + static_cast<double>(units);
        w.setZero();
        if (initializer != Initializer::zero)
            add_normal(key, w, std::sqrt(2 / (initializer == Initializer::he ? fan_in : both)));
        if (bias) theta[1].setZero();
    }

    void forward(const auto& theta, const auto& x, auto& y, Workers& workers) const {
        y.resize(theta[0].cols(), x.cols());
        if (bias)
            y.colwise() = theta[1].col(0);
        else
            y.setZero();
        add_product(y, theta[0].transpose(), x, workers);
    }

    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx,
                  Workers& workers) const {
        dx.setZero(theta[0].rows(), dy.cols());
        add_product(dx, theta[0], dy, workers);
    }

    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g,
                  Workers& workers) const {
        auto w = g[0];
        w.setZero();
        add_product(w, x, dy.transpose(), workers);
        if (bias) g[1].col(0) = dy.rowwise().sum();
    }

    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot, Workers& workers) const {
        y_dot.setZero(theta[0].cols(), x.cols());
        add_product(y_dot, theta[0].transpose(), x_dot, workers);
        if (theta_dot.empty()) return;
        add_product(y_dot, theta_dot[0].transpose(), x, workers);
        if (bias) y_dot.colwise() += theta_dot[1].col(0);
    }

    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto& y,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx, const auto& g,
                          Workers& workers) const {
        dx_dot.setZero(theta[0].rows(), dy_dot.cols());
        add_product(dx_dot, theta[0], dy_dot, workers);
        if (!theta_dot.empty()) add_product(dx, theta_dot[0], dy_dot, workers);
        tangent_gradient(theta, theta_dot, x, y, x_dot, dy_dot, g, workers);
    }

    void tangent_gradient(const auto&, const auto&, const auto&, const auto&, const auto& x_dot,
                          const auto& dy_dot, const auto& g, Workers& workers) const {
        auto w = g[0];
        add_product(w, x_dot, dy_dot.transpose(), workers);
    }

    /// Mean W'm + b, variance (W o W)'v: exact for independent inputs of any distribution.
    void moments(const auto& theta, const auto& x, auto& y, auto& kept, Workers& workers) const {
        forward(theta, x.mean, y.mean, workers);
        kept = theta[0].cwiseAbs2();
        y.variance.setZero(units, x.variance.cols());
        add_product(y.variance, squares(theta, kept).transpose(), x.variance, workers);
    }

    void moments_gradient(const auto& theta, const auto& x, const auto&, const auto& dy, const auto& g,
                          Workers& workers) const {
        auto w = g[0];
        w.setZero();
        add_product(w, x.variance, dy.variance.transpose(), workers);
        w.array() *= 2 * theta[0].array();
        add_product(w, x.mean, dy.mean.transpose(), workers);
        if (bias) g[1].col(0) = dy.mean.rowwise().sum();
    }

    void moments_backward(const auto& theta, const auto&, const auto& kept, const auto& dy, auto& dx,
                          Workers& workers) const {
        backward(theta, dx.mean, dy.mean, dy.mean, dx.mean, workers);
        dx.variance.setZero(kept.rows(), dy.variance.cols());
        add_product(dx.variance, squares(theta, kept), dy.variance, workers);
    }

private:
    /// A view of the squared weights with the type of the views of the weights, so that products are
    /// instantiated once.
    static auto squares(const auto& theta, const auto& kept) {
        return decltype(theta[0])(kept.data(), kept.rows(), kept.cols());
    }
};

}  // namespace regula::inline REGULA_ABI
