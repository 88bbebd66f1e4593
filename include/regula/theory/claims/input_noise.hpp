#pragma once

#include <regula/loss/squared_error.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/early_stopping.hpp>
#include <regula/theory/input_noise.hpp>
#include <regula/theory/least_squares.hpp>
#include <regula/theory/weight_decay.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A regression of 3 features of different sizes and 11 samples.
template <class = OnUse>
Dataset<double> regression_to_disturb() {
    Dataset<double> data{.inputs = Matrix<double>(3, 11), .targets = Matrix<double>(1, 11)};
    fill_normal(Key{26}.stream("inputs"), data.inputs);
    data.inputs.row(1) *= 0.4;
    fill_normal(Key{26}.stream("targets"), data.targets, 0.5);
    data.targets += Matrix<double>{{1.5, -2, 0.7}} * data.inputs;
    return data;
}

/// The mean squared error of a linear model as an objective over data.
template <class = OnUse>
double linear_error(const Parameters<double>& theta, const Batch<double>& batch,
                    Parameters<double>& gradient) {
    const Matrix<double> y = theta.vector().transpose() * batch.inputs;
    Matrix<double> dy;
    SquaredError{}.gradient(y, batch.targets, dy);
    gradient.vector() = batch.inputs * dy.transpose();
    return SquaredError{}.value(y, batch.targets);
}

/// Trains the linear model from 0 with 2000 seeds, on all data in every step. Compares the mean of the
/// weights with the predicted weights, in the direction of these.
template <class Policy>
Finding mean_of_training(const Dataset<double>& data, const Vector<double>& predicted, const Sgd& sgd,
                         const Policy& policy) {
    Mean length;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Parameters<double> theta{{{.name = "w", .rows = data.features(), .cols = 1}}};
        Sgd run = sgd;
        run.seed = seed;
        minimize(theta, linear_error<>, data, run, policy);
        length.add(theta.vector().dot(predicted) / predicted.norm());
    }
    return {predicted.norm(), length.mean(), length.z(predicted.norm(), 0.01 * predicted.norm())};
}

namespace experiments {

template <class = OnUse>
Finding input_noise_is_ridge(double wrong) {
    const Dataset<double> data = regression_to_disturb();
    const Vector<double> noisy = least_squares(with_symmetric_noise(data, 0.6)).minimum;
    const Vector<double> ridge =
        weight_decay_minimum(least_squares(data), input_noise_strength(0.6) * (1 + wrong));
    return Finding{ridge.norm(), noisy.norm(), relative(noisy, ridge)};
}

template <class = OnUse>
Finding input_noise_trains_along_ridge(double wrong) {
    const Dataset<double> data = regression_to_disturb();
    const double strength = input_noise_strength(0.6) * (1 + wrong);
    const Sgd sgd{.learning_rate = 0.15, .epochs = 30, .batch_size = data.size()};
    const Vector<double> predicted =
        gradient_descent(with_weight_decay(least_squares(data), strength), sgd.learning_rate, sgd.epochs);
    return mean_of_training(data, predicted, sgd, GaussianNoise{0.6});
}

template <class = OnUse>
Finding input_noise_by_copies(double wrong) {
    const Dataset<double> data = regression_to_disturb();
    const Vector<double> ridge =
        weight_decay_minimum(least_squares(data), input_noise_strength(0.6) * (1 + wrong));
    const auto error = [&](Index copies) {
        double squares = 0;
        for (std::uint64_t draw = 0; draw < 100; ++draw) {
            Dataset<double> many{.inputs = data.inputs.replicate(1, copies),
                                 .targets = data.targets.replicate(1, copies)};
            GaussianNoise{0.6}.perturb(many.inputs, Key{27}[draw]);
            squares += (least_squares(many).minimum - ridge).squaredNorm();
        }
        return std::sqrt(squares / 100);
    };
    const double slope = std::log10(error(4000) / error(40)) / 2;
    return Finding{-0.5, slope, std::abs(slope + 0.5)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> input_noise_claims() {
    return {
        {.id = "input-noise-is-ridge",
         .statement = "For a linear model and squared error, noise on the inputs is exactly weight decay.",
         .formula = R"(\operatorname{E} J_\text{noisy}(w) = J(w) + \frac{a}{2} |w|^2, \\ a = \sigma^2)",
         .source = "Bishop (1995), Training with noise is equivalent to Tikhonov regularization",
         .experiment = "Least squares is solved on 2p copies of each sample, moved to and fro along each "
                       "feature so that they have exactly the covariance of the noise. Ridge regression "
                       "predicts the weights.",
         .tolerance = 1e-12,
         .find = experiments::input_noise_is_ridge<>},
        {.id = "input-noise-trains-along-ridge",
         .statement =
             "Training with noisy inputs follows, on average, the whole path of training with weight "
             "decay.",
         .formula = R"(\operatorname{E} w_k = w_k \\ \text{of gradient descent on } J(w) + )"
                    R"(\frac{\sigma^2}{2} |w|^2)",
         .source = "derived from Bishop (1995): noise is drawn anew in each step, so its mean acts on the "
                   "mean of w",
         .experiment = "Sgd with GaussianNoise takes 30 steps for 2000 seeds, and 30 steps on the quadratic "
                       "with decay.",
         .tolerance = 4,
         .find = experiments::input_noise_trains_along_ridge<>,
         .wrong = 0.2,
         .distance = Distance::standard_errors},
        {.id = "input-noise-by-copies",
         .statement = "Noisy copies of the data tend to weight decay slowly: one more digit needs a hundred "
                      "times as many copies.",
         .formula = R"(|w_k - w_\text{ridge}| \propto k^{-1/2})",
         .source = "Bishop (1995); the law of large numbers",
         .experiment =
             "Least squares is solved on 40 and on 4000 copies under GaussianNoise. The slope of the "
             "error is measured over 100 draws.",
         .tolerance = 0.05,
         .find = experiments::input_noise_by_copies<>,
         .wrong = 0.2,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
