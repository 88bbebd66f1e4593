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
        {.id = "dropout-quadratic-penalty",
         .statement = "In logistic regression dropout is approximately weight decay by the curvature of the "
                      "loss. Half the weights make a quarter of the error.",
         .formula = R"(\operatorname{E} J_\text{masked} - J \\ = \frac{p}{1 - p} \frac{1}{2 m} \sum_j )"
                    R"(\frac{d^2 J_j}{d y_j^2} \sum_i x_{i j}^2 w_i^2 \\ \cdot (1 + O(|w|^2)))",
         .source = "Wager, Wang and Liang (2013), Dropout training as adaptive regularization",
         .experiment =
             "All $2^{12}$ masks of 12 inputs are enumerated with the Logistic loss, at p = 1/2 and "
             "3/16. The order of the relative error is measured with the weights scaled by 1/8 and "
             "1/16.",
         .tolerance = 0.25,
         .find = dropout_of_logistic,
         .wrong = 0.1,
         .distance = Distance::difference},
        {.id = "dropout-factorization",
         .statement = "In a product of two matrices, dropout of the factors charges each factor by the "
                      "product of its squared norms, and so prefers few factors.",
         .formula = R"(\operatorname{E} |U \operatorname{diag}(g) V^\top - T|^2 \\ = |U V^\top - T|^2 + )"
                    R"(\frac{p}{1 - p} \sum_k |u_k|^2 |v_k|^2)",
         .source = "Cavazza et al. (2018), Dropout as a low-rank regularizer for matrix factorization",
         .experiment = "All $2^8$ masks of the 8 hidden units of a deep linear network without biases are "
                       "enumerated at p = 0.3.",
         .tolerance = 1e-12,
         .find = dropout_of_factors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
