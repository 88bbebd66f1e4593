#pragma once

#include <regula/layer/dense.hpp>
#include <regula/model/network.hpp>
#include <regula/theory/claim.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The worse of two deviations, or of two findings. NaN counts as the worst; std::max would drop it.
inline double worse(double a, double b) { return std::isnan(a) || a > b ? a : b; }
inline Finding worse(const Finding& a, const Finding& b) {
    return std::isnan(a.deviation) || a.deviation > b.deviation ? a : b;
}

/// A matrix of draws from N(0, stddev^2), the same each time.
inline Matrix<double> drawn(std::uint64_t seed, Index rows, Index cols = 1, double stddev = 1) {
    Matrix<double> draws(rows, cols);
    fill_normal(Key{seed}, draws, stddev);
    return draws;
}

/// A network with random biases: zeros would hide errors.
template <class = OnUse>
Network<double> with_drawn_biases(Network<double> net, std::uint64_t seed) {
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias)
            net.parameters()[block] =
                drawn(seed + static_cast<std::uint64_t>(block.layer), block.rows, 1, 0.5);
    return net;
}

/// A network with the weights of one layer scaled by a wrong factor.
template <class = OnUse>
Network<double> with_scaled_weights(Network<double> net, int layer, double factor) {
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::weight && block.layer == layer)
            net.parameters()[block] = factor * net.parameters()[block];
    return net;
}

/// The linear model y = w'x.
template <class = OnUse>
Network<double> through_origin(const Vector<double>& w) {
    Network<double> net{w.size(), {Dense{.units = 1, .initializer = Initializer::zero, .bias = false}}};
    net.parameters().vector() = w;
    return net;
}

}  // namespace regula::inline REGULA_ABI::theory
