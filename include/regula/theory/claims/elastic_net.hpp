#pragma once

#include <regula/penalty/elastic_net.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/lasso.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The result of proximal steps with the elastic net.
template <class = OnUse>
Vector<double> trained_elastic_net(const Dataset<double>& data, const ElasticNet& penalty) {
    const Quadratic q = least_squares(data);
    return trained(q, q.size(), Sgd{.learning_rate = safe_rate(q), .epochs = 10000}, penalty);
}

/// Theorem 1 of Zou and Hastie for the worst pair of weights of the same sign: the equation of its proof, or
/// the bound.
template <class = OnUse>
Finding grouping_finding(bool bound, double wrong) {
    Dataset<double> data = random_regression(Key{72}, 12, 40);
    data.inputs.row(5) = data.inputs.row(4) + 0.1 * data.inputs.row(5);  // nearly the same feature
    data.inputs.colwise() -= Vector<double>{data.inputs.rowwise().mean()};
    data.targets.array() -= data.targets.mean();
    for (auto feature : data.inputs.rowwise()) feature *= std::sqrt(40) / feature.norm();
    const Vector<double> w = trained_elastic_net(data, {.strength = 0.8, .l1_ratio = 0.25});
    const Vector<double> left = (data.targets - w.transpose() * data.inputs).transpose();
    const double l2 = 0.6, size = data.targets.norm();
    Finding found;
    double hardest = -1;
    for (Index i = 0; i < 12; ++i)
        for (Index j = 0; j < i; ++j) {
            if (!(w[i] * w[j] > 0)) continue;
            const Vector<double> x = data.inputs.row(i), y = data.inputs.row(j);
            const double apart = w[i] - w[j], rho = x.dot(y) / 40;
            const double equal = (1 + wrong) * (x - y).dot(left) / (40 * l2);
            const double most = (1 + wrong) * std::sqrt(2 * (1 - rho)) * size / (std::sqrt(40) * l2);
            const double hard = bound ? std::abs(apart) / most : std::abs(apart - equal) / w.norm();
            if (hard <= hardest) continue;
            hardest = hard;
            found =
                bound ? Finding{most, std::abs(apart), std::max(hard - 1, 0.0)} : Finding{equal, apart, hard};
        }
    return found;
}

namespace experiments {

template <class = OnUse>
Finding elastic_net_is_a_lasso(double wrong) {
    const Dataset<double> data = random_regression(Key{71}, 12, 20);
    const ElasticNet penalty{.strength = 0.8, .l1_ratio = 0.7};
    const double l1 = 0.56, l2 = 0.24 * (1 + wrong);
    Dataset<double> longer{.inputs = Matrix<double>::Zero(12, 32), .targets = Matrix<double>::Zero(1, 32)};
    longer.inputs.leftCols(20) = data.inputs;
    longer.inputs.rightCols(12).diagonal().setConstant(std::sqrt(20 * l2));
    longer.targets.leftCols(20) = data.targets;
    return agreement(lasso_minimum(least_squares(longer), l1 * 20 / 32).w,
                     trained_elastic_net(data, penalty));
}

template <class = OnUse>
Finding elastic_net_groups(double wrong) {
    return grouping_finding(false, wrong);
}

template <class = OnUse>
Finding elastic_net_grouping_bound(double wrong) {
    return grouping_finding(true, wrong);
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> elastic_net_claims() {
    return {
        {.id = "elastic-net-is-a-lasso",
         .statement = "The elastic net is a lasso of longer data, in which each feature has one more sample: "
                      "'this weight is zero'.",
         .formula = R"(X_+ = [X, \sqrt{m l_2} I], \\ t_+ = [t, 0], \\ l_{1+} = l_1 \frac{m}{m + p})",
         .source = "Zou and Hastie (2005), Regularization and variable selection via the elastic net, "
                   "lemma 1",
         .experiment = "Descent with the prox of ElasticNet trains 12 features on 20 samples. Coordinate "
                       "descent solves the lasso of the longer data.",
         .tolerance = 1e-10,
         .find = experiments::elastic_net_is_a_lasso<>},
        {.id = "elastic-net-groups",
         .statement = "Under the elastic net, the difference of two weights of the same sign is given by the "
                      "difference of their features' products with the residual.",
         .formula = R"(w_i - w_j = \frac{(x_i - x_j)^\top r}{m l_2})",
         .source = "Zou and Hastie (2005), Regularization and variable selection via the elastic net, "
                   "theorem 1",
         .experiment = "All pairs of weights of the same sign are compared after training on 12 standardised "
                       "features.",
         .tolerance = 1e-10,
         .find = experiments::elastic_net_groups<>},
        {.id = "elastic-net-grouping-bound",
         .statement = "The elastic net gives nearly the same weight to features with a correlation near one; "
                      "the lasso would choose one of them.",
         .formula = R"(|w_i - w_j| \le \frac{\sqrt{2 (1 - \rho)}\, |t|}{\sqrt m\, l_2})",
         .source = "Zou and Hastie (2005), Regularization and variable selection via the elastic net, "
                   "theorem 1",
         .experiment = "Of all pairs of weights of the same sign, on 12 standardised features, the pair that "
                       "comes nearest to its bound is compared with it.",
         .tolerance = 0,
         .find = experiments::elastic_net_grouping_bound<>,
         .wrong = -0.9,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
