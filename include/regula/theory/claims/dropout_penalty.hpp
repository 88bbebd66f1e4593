#pragma once

#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/network.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/dropout_penalty.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/masks.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

template <class = OnUse>
Finding dropout_of_logistic(double wrong) {
    Dataset<double> data{.inputs = drawn(8, 12, 2), .targets = Matrix<double>(1, 2)};
    data.targets << 1, 0;
    const Vector<double> w = drawn(10, 12);
    Finding worst;
    for (const double p : {0.5, 0.1875}) {  // multiples of 2^-16
        const auto error = [&](double scale) {
            const auto net = through_origin(scale * w);
            double masked = 0;
            for_each_mask(12, p, [&](const Vector<double>& mask, double probability) {
                const auto y = net.predict(data.inputs, Key{0}, on(inputs, GivenGains::kept(mask, p)));
                masked += probability * Logistic{}.value(y, data.targets);
            });
            const double added = masked - Logistic{}.value(net.predict(data.inputs), data.targets);
            return relative((1 + wrong) * dropout_penalty(Logistic{}, data, scale * w, p), added);
        };
        const double order = std::log2(error(1.0 / 8) / error(1.0 / 16));
        worst = worse(worst, {2, order, std::abs(order - 2)});
    }
    return worst;
}

template <class = OnUse>
Finding dropout_of_factors(double wrong) {
    const double p = 0.3;
    const Index rows = 6, factors = 8, cols = 5;
    const Network<double> net{
        rows, {Dense{.units = factors, .bias = false}, Dense{.units = cols, .bias = false}}, Key{11}};
    const Matrix<double> x = Matrix<double>::Identity(rows, rows), t = drawn(12, cols, rows);
    double measured = 0;
    for_each_mask(factors, p, [&](const Vector<double>& mask, double probability) {
        const auto y = net.predict(x, Key{0}, on(hidden[0], GivenGains::kept(mask, p)));
        measured += probability * SquaredError{}.value(y, t);
    });
    const auto u = net.parameters()["0.weight"], v = net.parameters()["1.weight"];
    const double sum = u.colwise().squaredNorm().dot(v.rowwise().squaredNorm()),
                 predicted = SquaredError{}.value(net.predict(x), t) +
                             (1 + wrong) * p / (1 - p) * sum / (2 * static_cast<double>(rows));
    return {predicted, measured, relative(measured, predicted)};
}

/// The penalty of dropout beyond linear regression.
template <class = OnUse>
std::vector<Claim> dropout_penalty_claims() {
    return {
        {"dropout-quadratic-penalty",
         "In logistic regression dropout is about a weight decay by the curvature of the loss, the better "
         "the smaller "
         "the weights: halve them, and the error falls to a quarter.",
         "E J(masked) - J = p / (1 - p) 1/2m sum_j J_j'' sum_i x_ij^2 w_i^2 (1 + O(|w|^2))",
         "Wager, Wang and Liang (2013), Dropout training as adaptive regularization",
         "All 2^12 masks of 12 inputs with the Logistic loss, p = 1/2 and 3/16, weights scaled by 1/8 and "
         "1/16: the order "
         "of the relative error.",
         0.25, dropout_of_logistic, 0.1},
        {"dropout-factorization",
         "In a product of two matrices dropout of the factors charges each by the product of its squared "
         "norms, and so "
         "prefers few of them.",
         "E |U diag(gain) V' - T|^2 = |U V' - T|^2 + p / (1 - p) sum_k |u_k|^2 |v_k|^2",
         "Cavazza et al. (2018), Dropout as a low-rank regularizer for matrix factorization",
         "All 2^8 masks of the 8 hidden units of a deep linear network without biases, p = 0.3.", 1e-12,
         dropout_of_factors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
