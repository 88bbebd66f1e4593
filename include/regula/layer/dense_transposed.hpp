#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/product.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// A dense layer with transposed weights:     y = W x + b     with W units x inputs.
///
/// A decoder with this layer can share the weights of an encoder's Dense, where W is inputs x units:
///
///     NetworkDict<float> model{{{"encoder", 784, {Dense{128}, Sigmoid{}}},
///                               {"decoder", 128, {DenseTransposed{784}}}},
///                              Key{1},
///                              {{"decoder.0.weight", "encoder.0.weight"}}};
///
/// Blocks: "weight" (units x inputs) and "bias" (units x 1), initially zero. Initial weights are normal with
/// variance 1 / units, so that W and W' keep the scale of the signal. Shared weights start as the encoder's.
/// Vincent et al. (2010), "Stacked denoising autoencoders" (tied weights).
struct DenseTransposed {
    Index units;

    static void each_setting(auto& layer, auto&& act) { act("units", layer.units); }
    Index outputs(Index) const { return units; }
    Relaxation relaxation() const { return Relaxation::affine; }

    std::vector<Block> blocks(Index fan_in) const {
        require(units >= 1, "DenseTransposed: units must be >= 1, got ", units);
        return {{.role = Role::weight, .name = "weight", .rows = units, .cols = fan_in},
                {.role = Role::bias, .name = "bias", .rows = units, .cols = 1}};
    }

    void initialize(const auto& theta, Key key) const {
        auto w = theta[0];
        w.setZero();
        add_normal(key, w, std::sqrt(1 / static_cast<double>(units)));
        theta[1].setZero();
    }

    void forward(const auto& theta, const auto& x, auto& y, Workers& workers) const {
        y.resize(units, x.cols());
        y.colwise() = theta[1].col(0);
        add_product(y, theta[0], x, workers);
    }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx,
                  Workers& workers) const {
        dx.setZero(theta[0].cols(), dy.cols());
        add_product(dx, theta[0].transpose(), dy, workers);
    }
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g,
                  Workers& workers) const {
        auto w = g[0];
        w.setZero();
        add_product(w, dy, x.transpose(), workers);
        g[1].col(0) = dy.rowwise().sum();
    }

    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot, Workers& workers) const {
        y_dot.setZero(units, x.cols());
        add_product(y_dot, theta[0], x_dot, workers);
        if (theta_dot.empty()) return;
        add_product(y_dot, theta_dot[0], x, workers);
        y_dot.colwise() += theta_dot[1].col(0);
    }
    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto& y,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx, const auto& g,
                          Workers& workers) const {
        dx_dot.setZero(theta[0].cols(), dy_dot.cols());
        add_product(dx_dot, theta[0].transpose(), dy_dot, workers);
        if (!theta_dot.empty()) add_product(dx, theta_dot[0].transpose(), dy_dot, workers);
        tangent_gradient(theta, theta_dot, x, y, x_dot, dy_dot, g, workers);
    }

    void tangent_gradient(const auto&, const auto&, const auto&, const auto&, const auto& x_dot,
                          const auto& dy_dot, const auto& g, Workers& workers) const {
        auto w = g[0];
        add_product(w, dy_dot, x_dot.transpose(), workers);
    }
};

}  // namespace regula::inline REGULA_ABI
