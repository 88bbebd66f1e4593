#pragma once

#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/quadrature.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The order in the stddev of the error of a predicted mean loss under noise: 4 if its second order is right.
Finding order_of_rest(auto&& mean_loss, auto&& predicted, double stddev) {
    const auto rest = [&](double s) { return std::abs(mean_loss(s) - predicted(s)); };
    const double order = std::log2(rest(stddev) / rest(stddev / 2));
    return {4, order, std::abs(order - 4)};
}

/// f(x) = v'tanh(W'x + b), 2 inputs and 3 units, with its gradient and Laplacian.
struct SmallNet {
    double value, laplacian;
    Vector<double> gradient;
};
template <class = OnUse>
SmallNet small_net(const Vector<double>& x) {
    const Matrix<double> w{{0.8, -0.5, 1.1}, {0.3, 0.9, -0.7}};
    const Vector<double> b{{0.2, -0.4, 0.1}}, v{{1.2, -0.8, 0.6}};
    const Eigen::ArrayXd h = (w.transpose() * x + b).array().tanh();
    const Vector<double> first = v.array() * (1 - h.square());
    const Vector<double> second = -2 * first.array() * h;
    return {v.dot(h.matrix()), second.dot(w.colwise().squaredNorm()), w * first};
}

namespace experiments {

template <class = OnUse>
Finding input_noise_second_order_squared_error(double wrong) {
    const Quadrature rule = gauss_hermite(40);
    const Vector<double> x{{0.7, -0.3}};
    const Matrix<double> t{{0.4}};
    const auto loss = [&](const Vector<double>& at) {
        return SquaredError{}.value(Matrix<double>{{small_net(at).value}}, t);
    };
    const auto mean = [&](double s) { return mean_under_normal(rule, loss, x, s); };
    const SmallNet f = small_net(x);
    const double penalty = f.gradient.squaredNorm() + (f.value - t(0, 0)) * f.laplacian;
    const auto predicted = [&](double s) { return loss(x) + s * s / 2 * penalty * (1 + wrong); };
    return order_of_rest(mean, predicted, 0.04);
}

template <class = OnUse>
Finding input_noise_second_order_logistic(double wrong) {
    const Quadrature rule = gauss_hermite(40);
    const Vector<double> x{{0.9, -0.6}}, w{{0.8, 0.5}};
    const double p = 1 / (1 + std::exp(-w.dot(x)));
    Finding worst;
    for (const double label : {0.0, 1.0}) {
        const Matrix<double> t{{label}};
        const auto loss = [&](const Vector<double>& at) {
            return Logistic{}.value(Matrix<double>{{w.dot(at)}}, t);
        };
        const auto mean = [&](double s) { return mean_under_normal(rule, loss, x, s); };
        const auto predicted = [&](double s) {
            return loss(x) + s * s / 2 * w.squaredNorm() * p * (1 - p) * (1 + wrong);
        };
        const Finding found = order_of_rest(mean, predicted, 0.04);
        if (!(found.deviation <= worst.deviation)) worst = found;
    }
    return worst;
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> noise_to_second_order_claims() {
    return {
        {.id = "input-noise-second-order-squared-error",
         .statement = "For any smooth model, little noise on the inputs penalises the slope, and the "
                      "curvature where the model is wrong.",
         .formula = R"(\operatorname{E} J(x + \delta) \\ = J(x) + \frac{\sigma^2}{2} \left(|\nabla f|^2 + )"
                    R"((f - t) \Delta f\right) + O(\sigma^4))",
         .source = "Bishop (1995), Training with noise is equivalent to Tikhonov regularization",
         .experiment = "For a network of 3 units the order of the remaining error is measured; a 40 x 40 "
                       "Gauss-Hermite rule gives the mean.",
         .tolerance = 0.05,
         .find = experiments::input_noise_second_order_squared_error<>,
         .distance = Distance::difference},
        {.id = "input-noise-second-order-logistic",
         .statement = "For logistic regression, little noise on the inputs is weight decay that is strong "
                      "where the model is unsure and does not depend on the label.",
         .formula = R"(\operatorname{E} J(x + \delta) \\ = J(x) + \frac{\sigma^2}{2} |w|^2 p (1 - p) + )"
                    R"(O(\sigma^4))",
         .source = "Bishop (1995), for the cross-entropy",
         .experiment =
             "For both labels the order of the remaining error is measured; Gauss-Hermite quadrature "
             "gives the mean.",
         .tolerance = 0.05,
         .find = experiments::input_noise_second_order_logistic<>,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
