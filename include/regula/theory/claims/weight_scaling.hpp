#pragma once

#include <regula/inference/every_mask.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/masks.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The renormalised geometric mean of a classifier over all masks of the units in one place.
Matrix<double> geometric_mean(const Network<double>& net, const Matrix<double>& x, auto place, double p) {
    return every_mask(net, SoftmaxCrossEntropy{}, x, on(place, Dropout{p})).geometric;
}

/// The outputs without masks, with the weights of one layer too large by a factor 1 + wrong.
template <class = OnUse>
Matrix<double> without_masks(const Network<double>& net, const Matrix<double>& x, int layer, double wrong) {
    return log_softmax(with_scaled_weights(net, layer, 1 + wrong).predict(x)).array().exp();
}

template <class = OnUse>
Finding scaled_softmax_regression(double wrong) {
    const auto net = with_drawn_biases(mlp<double>({14, 3}, Key{1}), 2);
    const Matrix<double> x = drawn(4, 14, 2), scaled = without_masks(net, x, 0, wrong),
                         mean = geometric_mean(net, x, inputs, 0.4);
    return {scaled(0, 0), mean(0, 0), relative(mean, scaled)};
}

template <class = OnUse>
Finding scaled_regression(double wrong) {
    const double p = 0.3;
    const auto net = with_drawn_biases(mlp<double>({14, 2}, Key{5}), 6);
    const Matrix<double> x = drawn(8, 14), outcomes = drawn(9, 2, 6);
    const auto log_densities = [&](const Matrix<double>& mean) {  // minus their mean: the normaliser cancels
        Vector<double> logs(outcomes.cols());
        for (Index j = 0; j < logs.size(); ++j) logs[j] = -SquaredError{}.value(mean, outcomes.col(j));
        logs.array() -= logs.sum() / static_cast<double>(logs.size());
        return logs;
    };
    const Vector<double> scaled = log_densities(with_scaled_weights(net, 0, 1 + wrong).predict(x));
    Vector<double> mean = Vector<double>::Zero(scaled.size());
    for_each_mask(14, p, [&](const Vector<double>& mask, double probability) {
        mean += probability * log_densities(net.predict(x, Key{0}, on(inputs, GivenGains::kept(mask, p))));
    });
    return {scaled[0], mean[0], relative(mean, scaled)};
}

template <class = OnUse>
Finding scaled_deep_linear(double wrong) {
    const double below = 0.2, above = 0.5;
    const auto net = with_drawn_biases({4, {Dense{5}, Dense{3}, Dense{3}}, Key{10}}, 11);
    const Matrix<double> x = drawn(14, 4, 2), scaled = without_masks(net, x, 1, wrong);
    Matrix<double> logs = Matrix<double>::Zero(3, 2);
    for_each_mask(4, below, [&](const Vector<double>& in, double first) {
        for_each_mask(8, above, [&](const Vector<double>& units, double second) {
            const Matrix<double> scores = net.predict(x, Key{0}, on(inputs, GivenGains::kept(in, below)),
                                                      on(hidden[0], GivenGains::kept(units.head(5), above)),
                                                      on(hidden[1], GivenGains::kept(units.tail(3), above)));
            logs += first * second * log_softmax(scores);
        });
    });
    const Matrix<double> mean = log_softmax(logs).array().exp();
    return {scaled(0, 0), mean(0, 0), relative(mean, scaled)};
}

template <class = OnUse>
Finding scaled_last_layer(double wrong) {
    const auto net = with_drawn_biases(mlp<double>({5, 12, 3}, Key{15}), 16);
    const Matrix<double> x = drawn(18, 5, 2), scaled = without_masks(net, x, 1, wrong),
                         mean = geometric_mean(net, x, hidden[0], 0.5);
    return {scaled(0, 0), mean(0, 0), relative(mean, scaled)};
}

/// The gap is due to the kink of the rectifier, 1 - slope: without it, at wrong = -1, there is none.
template <class = OnUse>
Finding scaled_below_relu(double wrong) {
    const double least = 1e-5;
    const auto net = with_drawn_biases(mlp<double>({12, 6, 3}, Key{19}, LeakyRelu{.slope = -wrong}), 20);
    const Matrix<double> x = drawn(22, 12), scaled = without_masks(net, x, 0, 0),
                         mean = geometric_mean(net, x, inputs, 0.5);
    const double gap = (mean.array() * (mean.array() / scaled.array()).log()).sum();
    return {least, gap, gap > least ? 0 : 1 - gap / least};
}

/// Claims about one network in place of all masked ones.
template <class = OnUse>
std::vector<Claim> weight_scaling_claims() {
    const char* const book = "Deep Learning, section 7.12";
    return {
        {.id = "weight-scaling-softmax-regression",
         .statement = "For softmax regression one pass without masks is the geometric mean of all masked "
                      "models, renormalised.",
         .formula = R"(\text{softmax}(W^\top x + b) \\ = \frac{1}{Z} \prod_\mu p\left(y \mid \frac{\mu )"
                    R"(\odot x}{1 - p}\right)^{P(\mu)})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equations 7.56 to 7.66",
         .experiment = "All $2^{14}$ masks of 14 inputs are enumerated at p = 0.4, and compared with "
                       "Network::predict.",
         .tolerance = 1e-12,
         .find = scaled_softmax_regression},
        {.id = "weight-scaling-gaussian",
         .statement =
             "For regression with normal outcomes, the geometric mean of the masked densities is the "
             "normal density around the prediction without masks.",
         .formula = R"(N(y; W^\top x + b, I) \\ = \frac{1}{Z} \prod_\mu N\left(y; \frac{W^\top (\mu \odot )"
                    R"(x)}{1 - p} + b, I\right)^{P(\mu)})",
         .source = book,
         .experiment = "All $2^{14}$ masks of 14 inputs are enumerated at p = 0.3. The log densities of six "
                       "outcomes are compared, without their mean.",
         .tolerance = 1e-12,
         .find = scaled_regression},
        {.id = "weight-scaling-deep-linear",
         .statement = "Weight scaling is exact for deep linear networks: depth does no harm as long as no "
                      "nonlinearity follows a mask.",
         .formula = R"(\text{softmax}(V^\top U^\top W^\top x) \\ = \text{the geometric mean over all masks})",
         .source = book,
         .experiment = "All $2^{12}$ masks of 4 inputs (p = 0.2) and 5 + 3 hidden units (p = 0.5) are "
                       "enumerated, with biases.",
         .tolerance = 1e-12,
         .find = scaled_deep_linear},
        {.id = "weight-scaling-last-layer",
         .statement = "With dropout on the last hidden layer alone, weight scaling is exact: rectifiers "
                      "before the mask do no harm.",
         .formula = R"(\text{softmax}(V^\top \text{relu}(W^\top x + b) + c) \\ = \text{the geometric mean )"
                    R"(over all masks})",
         .source = "follows from Goodfellow, Bengio and Courville, Deep Learning, equation 7.66",
         .experiment = "All $2^{12}$ masks of 12 rectified units are enumerated at p = 0.5.",
         .tolerance = 1e-12,
         .find = scaled_last_layer},
        {.id = "weight-scaling-not-through-relu",
         .statement = "One layer of rectifiers after the mask makes weight scaling an approximation. Without "
                      "their kink the gap is gone.",
         .formula = R"(\text{KL}(\text{geometric mean} \,\|\, \text{one pass}) > 10^{-5})",
         .source = "Warde-Farley et al. (2014), An empirical analysis of dropout in piecewise linear "
                   "networks",
         .experiment =
             "All $2^{12}$ masks of 12 inputs below 6 rectified units are enumerated at p = 0.5. The "
             "control has slope 1 on both sides.",
         .tolerance = 0,
         .find = scaled_below_relu,
         .wrong = -1,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
