#pragma once

#include <regula/layer/tanh.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claims/input_noise.hpp>
#include <regula/theory/claims/noise_to_second_order.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/weight_noise.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

namespace experiments {

template <class = OnUse>
Finding weight_noise_second_order(double wrong) {
    auto net = mlp<double>({1, 1, 1}, Key{29}, Tanh{});
    const Matrix<double> x{{0.9, -1.4, 0.3, 2.1}}, t{{0.5, -0.6, 0.9, 0.2}};
    const Vector<double> w{{0.8, -1.3}};
    const auto loss = [&](const Vector<double>& at) {
        net.parameters()["0.weight"](0, 0) = at[0];
        net.parameters()["1.weight"](0, 0) = at[1];
        return SquaredError{}.value(net.predict(x), t);
    };
    const Quadrature rule = gauss_hermite(30);
    const auto mean = [&](double s) { return mean_under_normal(rule, loss, w, s); };
    const double still = loss(w);  // also sets the network to w, for the penalty
    const auto h = (w[0] * x.array()).tanh();
    const double bent =
        ((w[1] * h - t.array()) * w[1] * x.array().square() * -2 * h * (1 - h.square())).mean();
    const double slope = weight_noise_penalty(net, x, 1);
    const auto predicted = [&](double s) { return still + s * s * (slope + bent / 2) * (1 + wrong); };
    return order_of_rest(mean, predicted, 0.02);
}

template <class = OnUse>
Finding weight_noise_costs_linear_regression_a_constant(double wrong) {
    const Dataset<double> data = regression_to_disturb();
    const double constant = weight_noise_penalty(linear_model<double>(data.features(), 1), data.inputs, 0.7);
    const auto loss = [&](const Vector<double>& w) {
        return SquaredError{}.value(Matrix<double>{w.transpose() * data.inputs}, data.targets);
    };
    Vector<double> measured(20), predicted(20);
    for (Index draw = 0; draw < 20; ++draw) {
        Vector<double> w(data.features());
        fill_normal(Key{30}[static_cast<std::uint64_t>(draw)], w, 2);
        measured[draw] = mean_under_symmetric_noise(loss, w, 0.7);
        predicted[draw] = loss(w) + constant * (1 + wrong);
    }
    return Finding{predicted.norm(), measured.norm(), relative(measured, predicted)};
}

template <class = OnUse>
Finding weight_noise_leaves_linear_regression_where_it_was(double wrong) {
    const Quadratic q = least_squares(regression_to_disturb());
    Vector<double> g(q.size());
    const Objective disturbed = [&](const Vector<double>& w, Vector<double>& mean) {
        for (Index i = 0; i < q.size(); ++i) {
            const auto entry = [&](const Vector<double>& at) { return q(at, g), g[i]; };
            mean[i] = mean_under_symmetric_noise(entry, w, 0.7);
        }
        return mean_under_symmetric_noise([&](const Vector<double>& at) { return q(at, g); }, w, 0.7);
    };
    Vector<double> trained = Vector<double>::Zero(q.size());
    minimize(trained, disturbed, Sgd{.learning_rate = 0.5, .epochs = 2000});
    const Vector<double> predicted = q.minimum * (1 + wrong);
    return Finding{predicted.norm(), trained.norm(), relative(trained, predicted)};
}

template <class = OnUse>
Finding weight_noise_leaves_training_of_linear_regression_on_its_way(double wrong) {
    const Dataset<double> data = regression_to_disturb();
    const Sgd sgd{.learning_rate = 0.15, .epochs = 30, .batch_size = data.size()};
    const Vector<double> predicted =
        gradient_descent(least_squares(data), sgd.learning_rate * (1 + wrong), sgd.epochs);
    return mean_of_training(data, predicted, sgd, on(weights, GaussianNoise{0.7}));
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> weight_noise_claims() {
    return {
        {.id = "weight-noise-second-order",
         .statement = "Little noise on the weights penalises the slope of the outputs over the weights, so "
                      "training prefers flat regions.",
         .formula = R"(\operatorname{E} J(w + \delta) \\ = J(w) + \frac{\sigma^2}{2} \overline{|\nabla_w )"
                    R"(y|^2 + (y - t) \Delta_w y} + O(\sigma^4))",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.5",
         .experiment = R"(For $y = v \tanh(w x)$, a network of two weights, on 4 samples, the order of the )"
                       R"(remaining error is measured; a 30 x 30 Gauss-Hermite rule gives the mean.)",
         .tolerance = 0.05,
         .find = experiments::weight_noise_second_order<>,
         .distance = Distance::difference},
        {.id = "weight-noise-costs-linear-regression-a-constant",
         .statement = "For linear regression, weight noise adds the same to the loss for all weights.",
         .formula = R"(\operatorname{E} J(w + \delta) = J(w) + \frac{\sigma^2}{2} \overline{|x|^2})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.5",
         .experiment = "At 20 random weights, the loss is averaged over weights moved to and fro along each "
                       "axis.",
         .tolerance = 1e-12,
         .find = experiments::weight_noise_costs_linear_regression_a_constant<>},
        {.id = "weight-noise-leaves-linear-regression-where-it-was",
         .statement = "Weight noise does not move the minimum of linear regression; the same noise on the "
                      "inputs would be weight decay.",
         .formula = R"(\arg\min \operatorname{E} J(w + \delta) = w^*)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.5",
         .experiment =
             "Sgd takes 2000 steps on the mean over weights moved to and fro along each axis, beside "
             "least squares.",
         .tolerance = 1e-12,
         .find = experiments::weight_noise_leaves_linear_regression_where_it_was<>},
        {.id = "weight-noise-leaves-training-of-linear-regression-on-its-way",
         .statement = "On average, weight noise does not change a single step of training linear regression.",
         .formula = R"(\operatorname{E} w_k = w_k \text{ of gradient descent on } J)",
         .source = "derived: the gradient is linear in the weights, so its mean over noise is that at the "
                   "mean",
         .experiment = "Sgd with GaussianNoise on the weights takes 30 steps for 2000 seeds, and 30 steps on "
                       "the quadratic.",
         .tolerance = 4,
         .find = experiments::weight_noise_leaves_training_of_linear_regression_on_its_way<>,
         .wrong = 0.5,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
