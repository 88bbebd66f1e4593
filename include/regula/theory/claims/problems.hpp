#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/least_squares.hpp>

#include <Eigen/QR>

/// The problems that claims are tried on, each a function of a key, and how they are trained.
namespace regula::inline REGULA_ABI::theory {

inline Matrix<double> normal_matrix(Key key, Index rows, Index cols) {
    Matrix<double> drawn(rows, cols);
    fill_normal(key, drawn);
    return drawn;
}

/// n orthonormal columns of any directions.
inline Matrix<double> random_axes(Key key, Index n) {
    return normal_matrix(key, n, n).householderQr().householderQ();
}

/// A quadratic whose Hessian has these eigenvalues, along any axes, and any minimum.
inline Quadratic random_quadratic(Key key, const Vector<double>& eigenvalues) {
    const Matrix<double> axes = random_axes(key.stream("axes"), eigenvalues.size());
    const Matrix<double> hessian = axes * eigenvalues.asDiagonal() * axes.transpose();
    return {(hessian + hessian.transpose()) / 2, normal_matrix(key.stream("minimum"), eigenvalues.size(), 1)};
}

/// A regression whose neighbouring features are alike, t = w'x + N(0, noise^2).
inline Dataset<double> random_regression(Key key, Index features, Index samples, double noise = 1) {
    Dataset<double> data{.inputs = normal_matrix(key.stream("inputs"), features, samples)};
    for (Index i = 1; i < features; ++i) data.inputs.row(i) += 0.5 * data.inputs.row(i - 1);
    data.targets = normal_matrix(key.stream("weights"), 1, features) * data.inputs +
                   noise * normal_matrix(key.stream("noise"), 1, samples);
    return data;
}

/// The largest step of gradient descent that no direction of a quadratic can overshoot with: 1 / L.
inline double safe_rate(const Quadratic& q) { return 1 / q.hessian.cwiseAbs().rowwise().sum().maxCoeff(); }

/// Where `optimizer` leads from 0.
Vector<double> trained(auto&& objective, Index weights, const auto& optimizer, auto... policies) {
    Vector<double> w = Vector<double>::Zero(weights);
    minimize(w, objective, optimizer, policies...);
    return w;
}

/// The finding that two vectors, or two numbers, agree, up to their relative distance.
inline Finding agreement(const Vector<double>& predicted, const Vector<double>& measured) {
    return {predicted.norm(), measured.norm(), relative(measured, predicted)};
}
inline Finding agreement(double predicted, double measured) {
    return {predicted, measured, relative(measured, predicted)};
}

}  // namespace regula::inline REGULA_ABI::theory
