#pragma once

#include <regula/core/error.hpp>
#include <regula/penalty/elastic_net.hpp>

/// The penalties of scikit-learn's linear models, for this library's losses: a mean over the m samples, of
/// SquaredError 1/m sum 1/2 (w'x + b - t)^2. The optimum is then the same. As there, intercepts are not
/// penalised, and nothing is standardized.
namespace regula::inline REGULA_ABI::scikit_learn {

/// Ridge(alpha):     sum (w'x + b - t)^2 + alpha |w|^2        divided by 2m: the strength is alpha / m
inline L2 ridge(double alpha, Index samples) {
    require(alpha >= 0, "scikit_learn::ridge: alpha must be >= 0, got ", alpha);
    require(samples >= 1, "scikit_learn::ridge: samples must be >= 1, got ", samples);
    return {alpha / static_cast<double>(samples)};
}

/// Lasso(alpha):     1/(2m) sum (w'x + b - t)^2 + alpha |w|_1
inline L1 lasso(double alpha) {
    require(alpha >= 0, "scikit_learn::lasso: alpha must be >= 0, got ", alpha);
    return {alpha};
}

/// ElasticNet(alpha, l1_ratio):     1/(2m) sum (w'x + b - t)^2 + alpha (r |w|_1 + (1 - r)/2 |w|^2)
inline ElasticNet elastic_net(double alpha, double l1_ratio = 0.5) {
    const ElasticNet penalty{.strength = alpha, .l1_ratio = l1_ratio};
    penalty.check();
    return penalty;
}

/// The strength of a penalty by the factor C of the losses:     Omega(w) + C sum of losses, divided by C m
inline double strength_of_c(double c, Index samples) {
    require(c > 0, "scikit_learn::logistic_regression: C must be > 0, got ", c);
    require(samples >= 1, "scikit_learn::logistic_regression: samples must be >= 1, got ", samples);
    return 1 / (c * static_cast<double>(samples));
}

/// LogisticRegression(C, penalty='l2'):     1/2 |w|^2 + C sum of losses
/// with Logistic for two classes, SoftmaxCrossEntropy for more (multinomial). Its solver liblinear also
/// penalises the intercept and has another optimum.
inline L2 logistic_regression_l2(double c, Index samples) { return {strength_of_c(c, samples)}; }

/// LogisticRegression(C, penalty='l1'):     |w|_1 + C sum of losses
inline L1 logistic_regression_l1(double c, Index samples) { return {strength_of_c(c, samples)}; }

/// LogisticRegression(C, penalty='elasticnet', l1_ratio):     r |w|_1 + (1 - r)/2 |w|^2 + C sum of losses
inline ElasticNet logistic_regression_elastic_net(double c, double l1_ratio, Index samples) {
    return elastic_net(strength_of_c(c, samples), l1_ratio);
}

/// SGDClassifier and SGDRegressor(alpha, penalty='l2', 'l1', 'elasticnet'):
///
///     1/m sum of losses + alpha (1/2 |w|^2,   |w|_1,   r |w|_1 + (1 - r)/2 |w|^2)
///
/// with 'log_loss' as Logistic, 'squared_error' (which has the 1/2) as SquaredError. Its l1_ratio is 0.15
/// unless given.
inline L2 sgd_l2(double alpha = 0.0001) {
    require(alpha >= 0, "scikit_learn::sgd_l2: alpha must be >= 0, got ", alpha);
    return {alpha};
}
inline L1 sgd_l1(double alpha = 0.0001) { return lasso(alpha); }
inline ElasticNet sgd_elastic_net(double alpha = 0.0001, double l1_ratio = 0.15) {
    return elastic_net(alpha, l1_ratio);
}

}  // namespace regula::inline REGULA_ABI::scikit_learn
