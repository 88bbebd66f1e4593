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
         .statement =
             "Ridge regression has a fractional number of parameters: each eigenvector counts by the "
             "share that remains. The fits follow their targets by the same number.",
         .formula = R"(\sum_j \frac{\partial \hat t_j}{\partial t_j} = \sum_i \frac{\lambda_i}{\lambda_i + )"
                    R"(a} = \operatorname{tr} H (H + a I)^{-1})",
         .source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, equation 3.50",
         .experiment = "With 6 features and 25 samples, ridge is fitted to each unit vector of targets; the "
                       "sum and the trace are compared with the eigenvalues.",
         .tolerance = 1e-12,
         .find = experiments::ridge_effective_parameters<>},
        {.id = "ridge-follows-the-noise",
         .statement =
             "The fits of ridge regression follow the noise of their targets by the effective number "
             "of parameters.",
         .formula = R"(\frac{1}{s^2} \sum_j \operatorname{cov}(\hat t_j, t_j) = \sum_i )"
                    R"(\frac{\lambda_i}{\lambda_i + a})",
         .source = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 7.6",
         .experiment = "Ridge is fitted to 20000 draws of the noise of 25 samples.",
         .tolerance = 4,
         .find = experiments::ridge_follows_the_noise<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
        {.id = "lasso-degrees-of-freedom",
         .statement =
             "The lasso searches all sets of features, but has only as many degrees of freedom as it "
             "has weights on average: its shrinking makes up for its search.",
         .formula = R"(\frac{1}{s^2} \sum_j \operatorname{cov}(\hat t_j, t_j) = \operatorname{E} |\{i : w_i )"
                    R"(\ne 0\}|)",
         .source = "Zou, Hastie and Tibshirani (2007), On the degrees of freedom of the lasso",
         .experiment = "The lasso of 8 correlated features is solved for 40000 draws of the noise of 20 "
                       "samples.",
         .tolerance = 4,
         .find = experiments::lasso_degrees_of_freedom<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
