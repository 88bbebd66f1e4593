#pragma once

#include <regula/theory/claims/problems.hpp>
#include <regula/theory/lasso.hpp>
#include <regula/theory/pseudoinverse.hpp>
#include <regula/theory/spectrum.hpp>
#include <regula/theory/weight_decay.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A regression with repeated draws of its noise, N(0, s^2).
struct Redrawn {
    Dataset<double> data;
    double stddev;
    Matrix<double> signal = data.targets, noise = data.targets, centre = data.targets;

    void draw(Key key) {
        fill_normal(key, noise, stddev);
        data.targets = signal + noise;
    }

    /// The covariance of the predictions of w with the noise: on average the degrees of freedom,
    /// sum_j cov(prediction_j, t_j) / s^2. A centre that is independent of the noise is subtracted; near the
    /// mean prediction it saves draws.
    double followed(const Vector<double>& w) const {
        return (w.transpose() * data.inputs - centre).cwiseProduct(noise).sum() / (stddev * stddev);
    }
};

namespace experiments {

template <class = OnUse>
Finding ridge_effective_parameters(double wrong) {
    Dataset<double> data = random_regression(Key{91}, 6, 25);
    const Quadratic q = least_squares(data);
    const double a = 0.4, sum = Spectrum{q}.effective_parameters(a * (1 + wrong));
    double trace = 0;
    for (Index j = 0; j < 25; ++j) {
        data.targets.setZero();
        data.targets(0, j) = 1;
        trace += ridge(data, a).dot(data.inputs.col(j));
    }
    const double off = relative(effective_parameters(q, a), sum);
    return Finding{sum, trace, std::max(off, relative(trace, sum))};
}

template <class = OnUse>
Finding ridge_follows_the_noise(double wrong) {
    Redrawn world{random_regression(Key{91}, 6, 25, 0), 0.7};
    const double expected = (1 + wrong) * Spectrum{least_squares(world.data)}.effective_parameters(0.4);
    world.centre = ridge(world.data, 0.4).transpose() * world.data.inputs;
    Mean followed;
    for (std::uint64_t n = 0; n < 20000; ++n) {
        world.draw(Key{92}[n]);
        followed.add(world.followed(ridge(world.data, 0.4)));
    }
    return Finding{expected, followed.mean(), followed.z(expected, 0.03)};
}

template <class = OnUse>
Finding lasso_degrees_of_freedom(double wrong) {
    Redrawn world{random_regression(Key{93}, 8, 20, 0), 1.5};
    Mean followed, left, excess;
    for (std::uint64_t n = 0; n < 40000; ++n) {
        world.draw(Key{94}[n]);
        const Vector<double> w = lasso_minimum(least_squares(world.data), 0.5).w;
        const double weights = (1 + wrong) * static_cast<double>((w.array() != 0).count());
        followed.add(world.followed(w));
        left.add(weights);
        excess.add(world.followed(w) - weights);
    }
    return Finding{left.mean(), followed.mean(), excess.z(0, 0.03)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> degrees_of_freedom_claims() {
    return {
        {.id = "ridge-effective-parameters",
         .statement = "Weight decay leaves a model with a number of parameters that need not be whole: each "
                      "eigenvector counts as much as it is not shrunk. By so much do fits follow their data.",
         .formula = "sum_j d prediction_j / d t_j = sum_i l_i / (l_i + a) = tr H (H + a I)^-1",
         .source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, equation 3.50",
         .experiment = "6 features, 25 samples: ridge fitted to each unit vector of targets, and the trace",
         .tolerance = 1e-12,
         .find = experiments::ridge_effective_parameters<>},
        {.id = "ridge-follows-the-noise",
         .statement = "The number of parameters is also how much of the noise ends up in the fit.",
         .formula = "sum_j cov(prediction_j, t_j) / s^2 = sum_i l_i / (l_i + a)",
         .source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 7.6",
         .experiment = "20000 draws of the noise of 25 samples, ridge fitted to each",
         .tolerance = 4,
         .find = experiments::ridge_follows_the_noise<>,
         .wrong = 0.1},
        {.id = "lasso-degrees-of-freedom",
         .statement = "The lasso searches among all sets of features, and yet has just as many degrees of "
                      "freedom as it has weights left: shrinking pays for the search.",
         .formula = "sum_j cov(prediction_j, t_j) / s^2 = E[number of weights that are not 0]",
         .source = "Zou, Hastie and Tibshirani (2007), On the degrees of freedom of the lasso",
         .experiment = "40000 draws of the noise of 20 samples, the lasso of 8 correlated features solved "
                       "for each",
         .tolerance = 4,
         .find = experiments::lasso_degrees_of_freedom<>,
         .wrong = 0.1},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
