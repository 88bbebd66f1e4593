#pragma once

#include <regula/core/matrix.hpp>
#include <regula/loss.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>

#include <vector>

namespace regula::test {

/// Eight samples of three features with a target, two classes, and three: what the other libraries were
/// asked.
struct Eight {
    Matrix<double> x{{0.5, 1.1, -0.9, 0.2, -1.4, 0.7, 1.8, -0.6},
                     {-1.2, 0.4, 0.8, -0.3, 1.6, -0.5, 0.1, -1.0},
                     {0.3, -0.7, 1.5, -1.1, 0.6, 0.9, -0.2, 0.4}};
    Matrix<double> y{{1.9, 3.2, -2.4, 0.7, -4.1, 2.2, 5.3, 0.3}};
    Matrix<double> two{{1, 1, 0, 0, 0, 1, 1, 1}};
    Labels three{{0, 1, 2, 0, 1, 2, 0, 0}};
};

/// Intercept and weights, in that order, of the linear model with the least loss and penalty. Of several
/// outputs all intercepts, then the weights of the first output, of the second, ...
Vector<double> optimum(const Matrix<double>& x, const auto& t, Index width, const auto& loss,
                       const auto&... penalty) {
    Parameters<double> theta;
    theta.add({.role = Role::bias, .name = "b", .rows = width, .cols = 1});
    theta.add({.role = Role::weight, .name = "w", .rows = x.rows(), .cols = width});
    Matrix<double> dy;
    const auto objective = [&](const Parameters<double>& at, Parameters<double>& g) {
        const Matrix<double> scores =
            (at["w"].transpose() * x).colwise() + Vector<double>{at["b"].reshaped()};
        loss.gradient(scores, t, dy);
        g["b"] = dy.rowwise().sum();
        g["w"] = x * dy.transpose();
        return loss.value(scores, t);
    };
    minimize(theta, objective, ProximalGradient{.tolerance = 1e-13}, penalty...);
    return theta.vector();
}

/// How far from what another library prints.
inline double off(const Vector<double>& ours, const std::vector<double>& theirs) {
    return (ours - Eigen::Map<const Vector<double>>(theirs.data(), ours.size())).norm();
}

}  // namespace regula::test
