#pragma once

#include <regula/layer/sigmoid.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/pass.hpp>

namespace regula::inline REGULA_ABI {

/// Slopes of an activation as a function of its value h, f'(z) = value(h), and their derivative by h.
struct SlopeOfUnits {
    static auto value(const Sigmoid&, const auto& h) { return h * (1 - h); }
    static auto derivative(const Sigmoid&, const auto& h) { return 1 - 2 * h; }
    static auto value(const Tanh&, const auto& h) { return 1 - h.square(); }
    static auto derivative(const Tanh&, const auto& h) { return -2 * h; }
};

/// Adds to a pass the gradient of the contractive penalty of one layer of units h = f(W'x + b), with f the
/// logistic function or tanh:
///
///     strength/2 1/m sum_j |dh/dx_j|_F^2 = strength/2 1/m sum_ij f'(z_ij)^2 |w_i|^2
///
/// and returns the value. w_i is column i of W, the weights into unit i; f' is h (1 - h) or 1 - h^2. `h` is
/// the node of the units, `weight` that of W (Pass::parameter). The derivative is by the inputs of the layer,
/// after noise and gates.
///
/// Rifai, Vincent, Muller, Glorot and Bengio (2011), "Contractive auto-encoders: explicit invariance during
/// feature extraction", equation 7.
template <class Scalar>
double add_contractive_layer(Pass<Scalar>& pass, Node h, Node weight, const auto& f, double strength) {
    using M = Matrix<Scalar>;
    const M &units = pass.value(h), &w = pass.value(weight);
    require(w.cols() == units.rows(), "add_contractive_layer: W has ", w.cols(), " columns for ",
            units.rows(), " units");
    const M& norms = pass.value(pass.constant([&](M& q) { q = w.colwise().squaredNorm().transpose(); }));
    const M& slopes = pass.value(pass.constant([&](M& s) { s = SlopeOfUnits::value(f, units.array()); }));
    const M& squares = pass.value(pass.constant([&](M& sums) { sums = slopes.rowwise().squaredNorm(); }));
    const double share = strength / static_cast<double>(units.cols());
    const auto c = static_cast<Scalar>(share);
    const M& by_units = pass.value(pass.constant([&](M& g) {
        g = c * slopes.array() * SlopeOfUnits::derivative(f, units.array());
        g.array().colwise() *= norms.col(0).array();
    }));
    pass.add_gradient(h, by_units);
    const M& by_weight = pass.value(pass.constant([&](M& g) {
        g = w;
        g.array().rowwise() *= c * squares.col(0).transpose().array();
    }));
    pass.add_gradient(weight, by_weight);
    return share / 2 * static_cast<double>(squares.col(0).dot(norms.col(0)));
}

}  // namespace regula::inline REGULA_ABI
