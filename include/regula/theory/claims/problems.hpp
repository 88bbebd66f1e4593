#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/least_squares.hpp>

#include <functional>

/// The problems of the claims, each a function of a key, and their training.
namespace regula::inline REGULA_ABI::theory {

template <class = OnUse>
Matrix<double> normal_matrix(Key key, Index rows, Index cols) {
    Matrix<double> drawn(rows, cols);
    fill_normal(key, drawn);
    return drawn;
}

/// n random orthonormal columns.
template <class = OnUse>
Matrix<double> random_axes(Key key, Index n) {
    Matrix<double> axes = normal_matrix(key, n, n);
    for (Index j = 0; j < n; ++j)
        for (int twice = 0; twice < 2; ++twice) {  // Gram-Schmidt, twice against rounding errors
            for (Index i = 0; i < j; ++i) axes.col(j) -= axes.col(i).dot(axes.col(j)) * axes.col(i);
            axes.col(j).normalize();
        }
    return axes;
}

/// A quadratic with these eigenvalues of its Hessian, random axes and a random minimum.
template <class = OnUse>
Quadratic random_quadratic(Key key, const Vector<double>& eigenvalues) {
    const Matrix<double> axes = random_axes(key.stream("axes"), eigenvalues.size());
    const Matrix<double> hessian = axes * eigenvalues.asDiagonal() * axes.transpose();
    return {(hessian + hessian.transpose()) / 2, normal_matrix(key.stream("minimum"), eigenvalues.size(), 1)};
}

/// A regression with correlated neighbouring features, t = w'x + N(0, noise^2).
template <class = OnUse>
Dataset<double> random_regression(Key key, Index features, Index samples, double noise = 1) {
    Dataset<double> data{.inputs = normal_matrix(key.stream("inputs"), features, samples)};
    for (Index i = 1; i < features; ++i) data.inputs.row(i) += 0.5 * data.inputs.row(i - 1);
    data.targets = normal_matrix(key.stream("weights"), 1, features) * data.inputs +
                   noise * normal_matrix(key.stream("noise"), 1, samples);
    return data;
}

/// The largest step of gradient descent without overshooting on a quadratic: 1 / L.
template <class = OnUse>
double safe_rate(const Quadratic& q) {
    return 1 / q.hessian.cwiseAbs().rowwise().sum().maxCoeff();
}

/// An objective of any kind as one type: the loop is compiled once for an optimizer and its policies, instead
/// of once for each claim.
using Objective = std::function<double(const Vector<double>&, Vector<double>&)>;

/// The result of `optimizer` from 0.
Vector<double> trained(auto&& objective, Index weights, const auto& optimizer, auto... policies) {
    Vector<double> w = Vector<double>::Zero(weights);
    minimize(w, Objective{std::ref(objective)}, optimizer, policies...);
    return w;
}

/// The finding that two vectors or two numbers agree; its deviation is their relative distance.
template <class = OnUse>
Finding agreement(const Vector<double>& predicted, const Vector<double>& measured) {
    return {predicted.norm(), measured.norm(), relative(measured, predicted)};
}
template <class = OnUse>
Finding agreement(double predicted, double measured) {
    return {predicted, measured, relative(measured, predicted)};
}

}  // namespace regula::inline REGULA_ABI::theory
