#pragma once

#include <regula/core/error.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/model/pass.hpp>

namespace regula::inline REGULA_ABI {

/// Directions in the space of n outputs for each of m samples, in blocks of m columns: the n unit vectors, or
/// `projections` directions drawn uniformly from the sphere, each with a stream of its own.
template <class Scalar>
void fill_projections(Matrix<Scalar>& u, Index n, Index m, Index projections, Key key) {
    if (projections == 0) {
        u.setZero(n, n * m);
        for (Index k = 0; k < n; ++k) u.row(k).segment(k * m, m).setOnes();
        return;
    }
    u.resize(n, projections * m);
    for (Index k = 0; k < projections; ++k)
        fill_normal(key[static_cast<std::uint64_t>(k)], u.middleCols(k * m, m));
    for (auto direction : u.colwise()) direction.normalize();
}

/// J'u at the variable x of a recorded pass, for units z = f(x): one backward pass.
template <class Scalar>
const Matrix<Scalar>& pull_back(Pass<Scalar>& probe, Node x, Node z, const auto& u) {
    probe.rewind();
    probe.add_gradient(z, u);
    probe.backward();
    return probe.gradient(x);
}

/// Adds to a pass the gradient of
///
///     strength/2 1/m sum_j |J_j|_F^2,     J_j = df/dx at column j of x
///
/// and returns the value. f is a function of the pass, such as a network or an encoder; x must outlive the
/// pass. Noise and masks are those of the step.
///
/// Exact with projections = 0, by |J|_F^2 = sum_k |J'e_k|^2 over the n units of f: one backward pass and one
/// tangent for each. With projections > 0 it is an unbiased estimate by that number of random directions,
///
///     |J|_F^2 ~ n/projections sum_k |J'u_k|^2,     u_k uniform on the unit sphere
///
/// whose gradient is exact, too: that of u'J v with v = J'u fixed is half of that of |J'u|^2. With BatchNorm,
/// J is that of the whole minibatch: the statistics depend on all samples.
///
/// Drucker and LeCun (1992), "Improving generalization performance using double backpropagation"; Hoffman,
/// Roberts and Yaida (2019), "Robust learning with Jacobian regularization".
template <class Scalar>
double add_jacobian_penalty(Pass<Scalar>& pass, const auto& f, const Matrix<Scalar>& x, double strength,
                            Index projections = 0) {
    require(projections >= 0, "add_jacobian_penalty: projections must be >= 0, got ", projections);
    Pass<Scalar>& probe = pass.probe();
    const Node in = probe.variable(x), z = f(probe, in);
    const Index n = probe.value(z).rows(), m = x.cols(), count = projections == 0 ? n : projections;
    const auto& now = pass.hooks().now;
    const Key key = now.key.stream("projections").from(static_cast<std::uint64_t>(now.first));
    const Matrix<Scalar>& u =
        pass.value(pass.constant([&](auto& all) { fill_projections(all, n, m, projections, key); }));
    const auto block = [&](std::size_t k) { return u.middleCols(static_cast<Index>(k) * m, m); };

    double squares = 0;
    const auto k_max = static_cast<std::size_t>(count);
    const Node y = f(pass, pass.input_along(x, k_max, [&](std::size_t k, auto& v) {
        v = pull_back(probe, in, z, block(k));
        squares += static_cast<double>(v.squaredNorm());
    }));
    const double share = strength * static_cast<double>(n) / static_cast<double>(count * m);
    for (std::size_t k = 0; k < k_max; ++k)
        pass.add_tangent_gradient(y, static_cast<Scalar>(share) * block(k), k);
    return share / 2 * squares;
}

}  // namespace regula::inline REGULA_ABI
