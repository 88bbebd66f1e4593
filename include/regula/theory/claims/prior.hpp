#pragma once

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/prior.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

namespace experiments {

template <class = OnUse>
Finding gaussian_prior_is_weight_decay(double wrong) {
    const Dataset<double> data = random_regression(Key{31}, 6, 25);
    const double noise = 0.49, prior = 0.3, believed = prior * (1 + wrong);
    Matrix<double> covariance = believed * data.inputs.transpose() * data.inputs;  // of targets
    covariance.diagonal().array() += noise;
    const Vector<double> expected =
        believed * data.inputs * covariance.llt().solve(Vector<double>{data.targets.transpose()});
    const Quadratic q = least_squares(data);
    const Sgd sgd{.learning_rate = safe_rate(q), .epochs = 3000};
    const L2 penalty{gaussian_prior_strength(noise, prior, data.size())};
    return agreement(expected, trained(q, 6, sgd, penalty));
}

template <class = OnUse>
Finding laplace_prior_is_l1(double wrong) {
    const Dataset<double> data = random_regression(Key{32}, 6, 25);
    const Quadratic q = least_squares(data);
    const double noise = 0.49, scale = 0.4, m = 25;
    const L1 penalty{laplace_prior_strength(noise, scale, 25) * (1 + wrong)};
    const Matrix<double> at = normal_matrix(Key{33}, 6, 200);
    double low = HUGE_VAL, high = -HUGE_VAL, size = 0, charged = 0;
    for (const Vector<double> w : at.colwise()) {
        const double log_likelihood =
            -(w.transpose() * data.inputs - data.targets).squaredNorm() / (2 * noise);
        const double posterior = log_likelihood + log_laplace_prior(w, 1 / scale);
        charged = q.value(w) + penalty.value(w);
        const double difference = -noise / m * posterior - charged;
        low = std::min(low, difference), high = std::max(high, difference);
        size = std::max(size, charged);
    }
    return Finding{charged + low, charged + high, (high - low) / size};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> prior_claims() {
    return {
        {.id = "gaussian-prior-is-weight-decay",
         .statement = "Weight decay finds the expected weights of a Bayesian with the normal prior N(0, t^2) "
                      "of the weights and the normal noise N(0, s^2) of the targets.",
         .formula = R"(\operatorname{E}[w \mid \text{data}] = t^2 X (t^2 X^\top X + s^2 I)^{-1} y^\top \\ = )"
                    R"(\arg\min J(w) + \frac{s^2}{2 m t^2} |w|^2)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 5.6.1",
         .experiment = "For 6 features and 25 samples, the conditional mean of jointly normal weights and "
                       "targets, without any penalty, is compared with descent with L2.",
         .tolerance = 1e-12,
         .find = experiments::gaussian_prior_is_weight_decay<>},
        {.id = "laplace-prior-is-l1",
         .statement =
             "With a Laplace prior of the weights, the log posterior is the loss with an L1 penalty, "
             "up to a constant.",
         .formula = R"(-\frac{s^2}{m} \log p(w \mid \text{data}) \\ = J(w) + \frac{s^2}{m b} |w|_1 + )"
                    R"(\text{constant})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.24",
         .experiment = "The difference of both sides at 200 random weights must be the same.",
         .tolerance = 1e-13,
         .find = experiments::laplace_prior_is_l1<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
