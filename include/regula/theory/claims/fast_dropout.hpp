#pragma once

#include <regula/gate/dropout.hpp>
#include <regula/inference/class_probabilities.hpp>
#include <regula/inference/fast_dropout.hpp>
#include <regula/layer/relu.hpp>
#include <regula/model/mlp.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/fast_dropout.hpp>
#include <regula/theory/given_gains.hpp>
#include <regula/theory/masks.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Means and variances by enumeration: calls pass(mask) for every mask of `units`.
Gaussian<double> enumerated_moments(Index units, double p, auto&& pass) {
    Matrix<double> mean, square;
    for_each_mask(units, p, [&](const Vector<double>& mask, double probability) {
        const Matrix<double> y = pass(mask);
        if (mean.size() == 0) mean = square = Matrix<double>::Zero(y.rows(), y.cols());
        mean += probability * y;
        square += probability * y.cwiseAbs2();
    });
    return {mean, square - mean.cwiseAbs2()};
}

template <class = OnUse>
Gaussian<double> predicted_moments(const Network<double>& net, const Matrix<double>& x, double p,
                                   double wrong) {
    return fast_dropout(with_scaled_weights(net, 0, 1 + wrong), x, on(inputs, Dropout{p}));
}

template <class = OnUse>
Finding compare_moments(const Gaussian<double>& predicted, const Gaussian<double>& found) {
    return {predicted.variance(0, 0), found.variance(0, 0),
            worse(relative(found.mean, predicted.mean), relative(found.variance, predicted.variance))};
}

template <class = OnUse>
Finding moments_of_dropout(double wrong) {
    const double p = 5.0 / 16;
    const auto net = with_drawn_biases(mlp<double>({14, 3}, Key{1}), 2);
    const Matrix<double> x = drawn(3, 14, 2);
    const auto found = enumerated_moments(14, p, [&](const Vector<double>& mask) {
        return net.predict(x, Key{0}, on(inputs, GivenGains::kept(mask, p)));
    });
    return compare_moments(predicted_moments(net, x, p, wrong), found);
}

/// The masks are on the weights; the pipeline applies them as in minimize and fit.
template <class = OnUse>
Finding moments_of_drop_connect(double wrong) {
    const double p = 5.0 / 16;
    const auto net = with_drawn_biases(mlp<double>({4, 3}, Key{4}), 5);
    const Matrix<double> x = drawn(6, 4, 2);
    const Block& weight = net.parameters().blocks().front();
    auto masked_net = net;
    const auto found = enumerated_moments(12, p, [&](const Vector<double>& mask) {
        masked_net.parameters() = net.parameters();
        auto w = masked_net.parameters()[weight];
        Matrix<double> gain;
        pipeline(on(weights, GivenGains::kept(mask.reshaped(4, 3), p)))
            .disturb(Slot<Role::weight>{weight}, w, gain, StepTime{});
        return masked_net.predict(x);
    });
    return compare_moments(predicted_moments(net, x, p, wrong), found);
}

/// E f(z) of z ~ N(mean, stddev^2), f smooth except at 0, by Simpson's rule on both sides of 0.
double mean_by_quadrature(auto&& f, double mean, double stddev) {
    const auto half = [&](double from, double to) {
        const int pieces = 4000;
        const double h = (to - from) / pieces;
        double sum = 0;
        for (int i = 0; i <= pieces; ++i) {
            const double z = from + i * h, weight = i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * f(z) * normal_density((z - mean) / stddev);
        }
        return sum * h / 3 / stddev;
    };
    const double low = mean - 10 * stddev, high = mean + 10 * stddev, kink = std::clamp(0.0, low, high);
    return half(low, kink) + half(kink, high);
}

template <class = OnUse>
Finding normal_integrals(double wrong) {
    Finding worst;
    const auto hold = [&](double predicted, double measured) {
        const double off = std::abs(predicted - measured) / std::max(1.0, std::abs(measured));
        worst = worse(worst, {predicted, measured, off});
    };
    for (const double mean : {-2.3, -0.4, 0.0, 0.7, 3.1})
        for (const double s : {0.05, 0.6, 1.0, 2.9}) {
            const double stddev = (1 + wrong) * s;
            const auto relu = [](double z) { return std::max(z, 0.0); };
            const TransformedMoments rectified = Relu{}.moments(mean, stddev * stddev);
            hold(rectified.mean, mean_by_quadrature(relu, mean, s));
            hold(rectified.variance + rectified.mean * rectified.mean,
                 mean_by_quadrature([&](double z) { return relu(z) * relu(z); }, mean, s));
            hold(expected_probit(mean, stddev), mean_by_quadrature(normal_distribution, mean, s));
        }
    return worst;
}

template <class = OnUse>
Finding mean_of_logistic(double wrong) {
    const double most = 0.014 * (1 + wrong);
    double worst = 0;
    for (double mean = 0; mean <= 6; mean += 0.25)  // sigmoid - 1/2 is odd
        for (double s = 0.25; s <= 6; s += 0.25) {
            const double exact = mean_by_quadrature([](double z) { return 1 / (1 + std::exp(-z)); }, mean, s);
            worst = worse(worst, std::abs(expected_sigmoid(mean, s * s) - exact));
        }
    return {most, worst, worst <= most ? 0 : worst - most};
}

/// Claims about the propagation of the randomness of masks as means and variances.
template <class = OnUse>
std::vector<Claim> fast_dropout_claims() {
    return {
        {.id = "fast-dropout-moments",
         .statement = "Over all masks of its inputs, the mean of a unit is its value without masks, and its "
                      "variance is a sum over its inputs.",
         .formula = R"(\operatorname{E} y = W^\top x + b, \\ \operatorname{var} y = \frac{p}{1 - p} (W )"
                    R"(\odot W)^\top (x \odot x))",
         .source = "Wang and Manning (2013), Fast dropout training",
         .experiment = "All $2^{14}$ masks of 14 inputs of Network::predict are enumerated at p = 5/16, and "
                       "compared with fast_dropout.",
         .tolerance = 1e-12,
         .find = moments_of_dropout},
        {.id = "drop-connect-moments",
         .statement =
             "DropConnect, which drops single weights, gives each unit the same mean and variance as "
             "dropout.",
         .formula = R"(\operatorname{E} y = W^\top x + b, \\ \operatorname{var} y = \frac{p}{1 - p} (W )"
                    R"(\odot W)^\top (x \odot x))",
         .source = "Wan et al. (2013), Regularization of neural networks using DropConnect",
         .experiment = "All $2^{12}$ masks of a 4 x 3 weight matrix pass through the gates on weights at p = "
                       "5/16, and are compared with fast_dropout.",
         .tolerance = 1e-12,
         .find = moments_of_drop_connect},
        {.id = "fast-dropout-normal-integrals",
         .statement = "The mean of a rectifier or a probit unit over a normal input has a closed form.",
         .formula = R"(\operatorname{E} \text{relu} = m \Phi\left(\frac{m}{s}\right) + s )"
                    R"(\phi\left(\frac{m}{s}\right) \\ \operatorname{E} \text{relu}^2 = (m^2 + s^2) )"
                    R"(\Phi\left(\frac{m}{s}\right) + m s \phi\left(\frac{m}{s}\right) \\ \operatorname{E} )"
                    R"(\Phi = \Phi\left(\frac{m}{\sqrt{1 + s^2}}\right))",
         .source = "Wang and Manning (2013), Fast dropout training",
         .experiment =
             "The moments of Relu are compared with Simpson's rule on both sides of the kink, for 20 "
             "means and deviations.",
         .tolerance = 1e-10,
         .find = normal_integrals},
        {.id = "fast-dropout-logistic",
         .statement = "The mean of a logistic unit over a normal input is almost the unit of a shrunken "
                      "input.",
         .formula = R"(\left|\operatorname{E} \text{sigmoid}(z) - \text{sigmoid}\left(\frac{m}{\sqrt{1 + )"
                    R"(\pi s^2 / 8}}\right)\right| \\ \le 0.014 \text{ for } |m|, s \le 6)",
         .source = "MacKay (1992), The evidence framework applied to classification networks",
         .experiment =
             "The largest error over a grid of means and deviations is found by Simpson's rule. The "
             "bound of the control is 10 % less.",
         .tolerance = 0,
         .find = mean_of_logistic,
         .wrong = -0.1,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
