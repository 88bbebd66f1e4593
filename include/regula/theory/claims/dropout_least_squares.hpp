#pragma once

#include <regula/gate/dropout.hpp>
#include <regula/gate/gaussian_gate.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/dropout.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/masks.hpp>
#include <regula/theory/weight_decay.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Features of different sizes, and a target that they determine up to a little noise.
template <class = OnUse>
Dataset<double> drawn_regression(std::uint64_t seed, Index features, Index samples) {
    Dataset<double> data{.inputs = drawn(seed, features, samples)};
    data.inputs.row(0) = 2 * data.inputs.row(0);
    data.targets = drawn(seed + 1, 1, features) * data.inputs + drawn(seed + 2, 1, samples, 0.1);
    return data;
}

/// The mean loss over all masks of all inputs.
template <class = OnUse>
Finding dropout_adds_ridge(double wrong) {
    const double p = 0.3125;  // a multiple of 2^-16
    const auto data = drawn_regression(1, 3, 4);
    const Vector<double> w = drawn(4, 3);
    const auto net = through_origin(w);
    const auto q = least_squares(data);
    double measured = 0;
    for_each_mask(12, p, [&](const Vector<double>& mask, double probability) {
        const auto y = net.predict(data.inputs, Key{0}, on(inputs, GivenGains::kept(mask.reshaped(3, 4), p)));
        measured += probability * SquaredError{}.value(y, data.targets);
    });
    const double predicted = q.value(w) + (1 + wrong) / 2 * dropout_strengths(q, p).dot(w.cwiseAbs2());
    return {predicted, measured, relative(measured, predicted)};
}

/// Least squares over all masked copies of the data, weighted by their probabilities.
template <class = OnUse>
Finding dropout_minimum_is_ridge(double wrong) {
    const double p = 0.3125;  // a multiple of 2^-16
    const auto data = drawn_regression(5, 3, 4);
    const auto q = least_squares(data);
    const Vector<double> predicted = weight_decay_minimum(q, (1 + wrong) * dropout_strengths(q, p));
    Matrix<double> bent = Matrix<double>::Zero(3, 3);
    Vector<double> pull = Vector<double>::Zero(3);
    for_each_mask(12, p, [&](const Vector<double>& mask, double probability) {
        Matrix<double> gain = Matrix<double>::Ones(3, 4);
        GivenGains::kept(mask.reshaped(3, 4), p).gate(gain, Key{0});
        const Matrix<double> seen = data.inputs.cwiseProduct(gain);
        bent += probability * seen * seen.transpose();
        pull += probability * seen * data.targets.transpose();
    });
    const Vector<double> found = bent.llt().solve(pull);
    return {predicted[0], found[0], relative(found, predicted)};
}

/// The gradient is linear in w, so the mean of the iterates of SGD is the minimum.
template <class = OnUse>
Finding dropout_trains_to_ridge(double wrong) {
    const double p = 0.375;  // a multiple of 2^-16
    const auto data = drawn_regression(8, 3, 20);
    const auto q = least_squares(data);
    const Vector<double> predicted = weight_decay_minimum(q, (1 + wrong) * dropout_strengths(q, p));
    std::vector<Mean> means(3);
    for (std::uint64_t run = 1; run <= 150; ++run) {
        auto net = through_origin(Vector<double>::Zero(3));
        fit(net, SquaredError{}, data,
            Sgd{.learning_rate = 0.05, .epochs = 300, .batch_size = 20, .seed = run}, on(inputs, Dropout{p}));
        for (Index i = 0; i < 3; ++i) means[static_cast<std::size_t>(i)].add(net.parameters().vector()[i]);
    }
    Finding worst;
    for (Index i = 0; i < 3; ++i) {
        const Mean& mean = means[static_cast<std::size_t>(i)];
        worst = worse(worst, {predicted[i], mean.mean(), mean.z(predicted[i], 0.01)});
    }
    return worst;
}

template <class = OnUse>
Finding gaussian_gate_like_dropout(double wrong) {
    const double p = 0.3;
    const Index draws = 200000;
    const Vector<double> x = drawn(11, 6), w = drawn(12, 6);
    const auto net = through_origin(w);
    const double t = 0.7, y = w.dot(x);
    const double predicted =
        (y - t) * (y - t) / 2 + (1 + wrong) / 2 * p / (1 - p) * w.cwiseAbs2().dot(x.cwiseAbs2());
    Finding worst;
    const auto hold = [&](auto gate) {
        const Matrix<double> found = net.predict(x.replicate(1, draws), Key{13}, on(inputs, gate));
        Mean loss;
        for (Index j = 0; j < draws; ++j) loss.add((found(0, j) - t) * (found(0, j) - t) / 2);
        worst = worse(worst, {predicted, loss.mean(), loss.z(predicted, 0.01 * predicted)});
    };
    hold(Dropout{p});
    hold(GaussianGate::like_dropout(p));
    return worst;
}

/// Dropout on the inputs of linear regression is weight decay.
template <class = OnUse>
std::vector<Claim> dropout_least_squares_claims() {
    const char* const source = "Srivastava et al. (2014), Dropout, section 9.1; Wager, Wang and Liang (2013)";
    return {
        {.id = "dropout-adds-ridge",
         .statement = "In linear regression dropout on the inputs costs as much as weight decay with each "
                      "weight in the units of its input.",
         .formula = R"(\operatorname{E} J_\text{masked}(w) = J(w) + \frac{1}{2} \sum_i a_i w_i^2, \\ a_i = )"
                    R"(\frac{p}{1 - p} H_{ii}, \\ H = \frac{X X^\top}{m})",
         .source = source,
         .experiment = "All $2^{12}$ masks of 3 features of 4 samples are enumerated at p = 5/16, with "
                       "SquaredError of the masked network.",
         .tolerance = 1e-12,
         .find = dropout_adds_ridge},
        {.id = "dropout-minimum-is-ridge",
         .statement = "The best weights under dropout are the weights of an adaptive ridge regression.",
         .formula = R"(\arg\min \operatorname{E} J_\text{masked} = (H + \operatorname{diag} a)^{-1} H w^*)",
         .source = source,
         .experiment =
             "Least squares is solved over all $2^{12}$ masked copies of the data, weighted by their "
             "probabilities.",
         .tolerance = 1e-12,
         .find = dropout_minimum_is_ridge},
        {.id = "dropout-trains-to-ridge",
         .statement = "Training with dropout reaches the weights of adaptive ridge regression: SGD wanders "
                      "around them.",
         .formula = R"(\operatorname{E} w = (H + \operatorname{diag} a)^{-1} H w^*)",
         .source = source,
         .experiment = "The function fit runs 150 times with on(inputs, Dropout{0.375}), for 300 steps each. "
                       "The last weights are averaged.",
         .tolerance = 4,
         .find = dropout_trains_to_ridge,
         .wrong = 0.5,
         .distance = Distance::standard_errors},
        {.id = "gaussian-gate-like-dropout",
         .statement = "For squared error only the variance of the gains counts: normal gains cost as much as "
                      "dropout.",
         .formula = R"(\operatorname{E} \frac{1}{2} (w^\top (x \odot g) - t)^2 \\ = \frac{1}{2} (w^\top x - )"
                    R"(t)^2 + \frac{v}{2} \sum_i w_i^2 x_i^2, \\ v = \frac{p}{1 - p})",
         .source = "Srivastava et al. (2014), Dropout, section 10",
         .experiment = "Network::predict makes 200,000 passes with Dropout{0.3} and with "
                       "GaussianGate::like_dropout(0.3).",
         .tolerance = 4,
         .find = gaussian_gate_like_dropout,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
