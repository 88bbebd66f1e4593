#pragma once

#include <regula/tangent/jacobian_norm.hpp>

namespace regula::inline REGULA_ABI {

/// Adds to a pass the gradient of
///
///     strength/2 1/m sum_j |J(x_j) - J(x_j + e_j)|_F^2,     J = df/dx,  e_j normal with stddev
///
/// and returns the value. The norm is exact with projections = 0, otherwise an unbiased estimate, as by
/// add_jacobian_penalty. `corruption` numbers the draws of e. Both Jacobians have the noise and masks of the
/// step; corrupted samples do not move running statistics.
template <class Scalar>
double add_jacobian_change_penalty(Pass<Scalar>& pass, const auto& f, const Matrix<Scalar>& x, double stddev,
                                   double strength, Index projections = 0, std::uint64_t corruption = 0) {
    using M = Matrix<Scalar>;
    const auto& now = pass.hooks().now;
    const auto first = static_cast<std::uint64_t>(now.first);
    const Key key = now.key.stream("corruption")[corruption];
    const M& corrupted = pass.value(pass.constant([&](M& moved) {
        moved = x;
        add_normal(key.from(first), moved, stddev);
    }));
    Pass<Scalar>& probe = pass.probe();
    Node in = probe.variable(x), z = f(probe, in);
    const Index n = probe.value(z).rows(), m = x.cols(), count = projections == 0 ? n : projections;
    const auto k_max = static_cast<std::size_t>(count);
    const M& u = pass.value(pass.constant(
        [&](M& all) { fill_projections(all, n, m, projections, key.stream("projections").from(first)); }));
    const auto block = [&](const M& all, std::size_t k) {
        return all.middleCols(static_cast<Index>(k) * m, m);
    };
    const M& here = pass.value(pass.constant([&](M& all) {
        all.resize(x.rows(), count * m);
        for (std::size_t k = 0; k < k_max; ++k)
            all.middleCols(static_cast<Index>(k) * m, m) = pull_back(probe, in, z, block(u, k));
    }));

    double squares = 0;
    pass.probe();  // begins anew
    in = probe.variable(corrupted), z = f(probe, in);
    const Node there = pass.input_along(corrupted, k_max, [&](std::size_t k, M& v) {
        v = block(here, k) - pull_back(probe, in, z, block(u, k));
        squares += static_cast<double>(v.squaredNorm());
    });
    const bool kept = pass.keep_statistics(true);
    const Node moved = f(pass, there);
    pass.keep_statistics(kept);
    const Node still =
        f(pass, pass.input_along(x, k_max, [&](std::size_t k, M& v) { v = pass.tangent(there, k); }));
    const double share = strength * static_cast<double>(n) / static_cast<double>(count * m);
    for (std::size_t k = 0; k < k_max; ++k) {
        pass.add_tangent_gradient(still, static_cast<Scalar>(share) * block(u, k), k);
        pass.add_tangent_gradient(moved, static_cast<Scalar>(-share) * block(u, k), k);
    }
    return share / 2 * squares;
}

}  // namespace regula::inline REGULA_ABI
