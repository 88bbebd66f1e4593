#pragma once

#include <regula/penalty/l1.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/lasso.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A quadratic of 9 weights with a diagonal Hessian, as of whitened data.
template <class = OnUse>
Quadratic diagonal_quadratic() {
    const Vector<double> curvatures{{0.2, 0.4, 0.6, 1, 1.5, 2, 3, 4, 5}};
    return {Matrix<double>{curvatures.asDiagonal()}, normal_matrix(Key{21}, 9, 1)};
}

/// Least squares of 30 correlated features.
template <class = OnUse>
Quadratic lasso_quadratic() {
    return least_squares(random_regression(Key{22}, 30, 50));
}

/// The result of proximal steps.
template <class = OnUse>
Vector<double> trained_lasso(const Quadratic& q, double strength) {
    return trained(q, q.size(), Sgd{.learning_rate = safe_rate(q), .epochs = 20000}, L1{strength});
}

/// The finding that two vectors have the same zeros; its deviation is the number of weights that are zero in
/// one vector only.
template <class = OnUse>
Finding same_zeros(const Vector<double>& predicted, const Vector<double>& measured) {
    const auto zeros = [](const Vector<double>& w) { return static_cast<double>((w.array() == 0).count()); };
    const auto differ = ((predicted.array() == 0) != (measured.array() == 0)).count();
    return {zeros(predicted), zeros(measured), static_cast<double>(differ)};
}

namespace experiments {

template <class = OnUse>
Finding l1_is_a_soft_threshold(double wrong) {
    const Quadratic q = diagonal_quadratic();
    return agreement(lasso_minimum(q, 0.7 * (1 + wrong)).w, trained_lasso(q, 0.7));
}

template <class = OnUse>
Finding l1_makes_exact_zeros(double wrong) {
    const Quadratic q = diagonal_quadratic();
    return same_zeros(lasso_minimum(q, 0.7 * (1 + wrong)).w, trained_lasso(q, 0.7));
}

template <class = OnUse>
Finding lasso_conditions(double wrong) {
    const Dataset<double> data = random_regression(Key{22}, 30, 50);
    const double a = 0.4 * (1 + wrong);
    const Vector<double> w = trained_lasso(least_squares(data), 0.4);
    const Vector<double> force = data.inputs * (data.targets - w.transpose() * data.inputs).transpose() / 50;
    double worst = 0;
    for (Index i = 0; i < 30; ++i) {
        const double excess =
            w[i] != 0 ? std::abs(force[i] - std::copysign(a, w[i])) : std::abs(force[i]) - a;
        worst = std::max(worst, excess);
    }
    return Finding{a, force.cwiseAbs().maxCoeff(), worst / a};
}

template <class = OnUse>
Finding lasso_by_training(double wrong) {
    const Quadratic q = lasso_quadratic();
    return agreement(lasso_minimum(q, 0.4 * (1 + wrong)).w, trained_lasso(q, 0.4));
}

template <class = OnUse>
Finding lasso_zeros_by_training(double wrong) {
    const Quadratic q = lasso_quadratic();
    return same_zeros(lasso_minimum(q, 0.4 * (1 + wrong)).w, trained_lasso(q, 0.4));
}

template <class = OnUse>
Finding lasso_begins_at_the_largest_force(double wrong) {
    const Dataset<double> data = random_regression(Key{22}, 30, 50);
    const Quadratic q = least_squares(data);
    const double most = (1 + wrong) * (data.inputs * data.targets.transpose()).cwiseAbs().maxCoeff() / 50;
    const auto left = [&](double strength) {
        return static_cast<double>((trained_lasso(q, strength).array() != 0).count());
    };
    const double above = left(1.001 * most), below = left(0.999 * most);
    return Finding{1, below, above + std::abs(below - 1)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> lasso_claims() {
    return {
        {.id = "l1-is-a-soft-threshold",
         .statement = "With a diagonal Hessian, L1 moves each weight towards zero by its strength divided by "
                      "the curvature, and stops at zero.",
         .formula = R"(\tilde w_i = \operatorname{sign}(w_i^*) \max\left(|w_i^*| - \frac{a}{H_{ii}}, )"
                    R"(0\right))",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.23",
         .experiment = "Descent with proximal steps trains 9 weights; the closed form predicts them.",
         .tolerance = 1e-12,
         .find = experiments::l1_is_a_soft_threshold<>},
        {.id = "l1-makes-exact-zeros",
         .statement = "The weights that L1 should remove are exactly zero after training, and no others are.",
         .formula = R"(\tilde w_i = 0 \text{ if and only if } |w_i^*| \le \frac{a}{H_{ii}})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.1.2",
         .experiment = "The zeros among 9 weights are counted after descent with proximal steps, and in the "
                       "closed form.",
         .tolerance = 0,
         .find = experiments::l1_makes_exact_zeros<>,
         .wrong = 1,
         .distance = Distance::count},
        {.id = "lasso-conditions",
         .statement =
             "At the minimum of the lasso, each remaining weight pulls with exactly the force a, and "
             "no removed weight could pull with more.",
         .formula = R"(|X_i r| / m = a \text{ where } w_i \ne 0 \\ |X_i r| / m \le a \text{ where } w_i = 0)",
         .source = "Tibshirani (1996), Regression shrinkage and selection via the lasso",
         .experiment = "Descent with proximal steps trains the weights of 30 correlated features on 50 "
                       "samples. The largest error of both conditions is measured.",
         .tolerance = 1e-10,
         .find = experiments::lasso_conditions<>},
        {.id = "lasso-by-training",
         .statement = "Without a diagonal Hessian the lasso has no closed form, but training still finds the "
                      "minimum of the exact solver.",
         .formula = R"(\tilde w = \arg\min J(w) + a |w|_1)",
         .source = "Friedman, Hastie and Tibshirani (2010), Regularization paths",
         .experiment = "Descent with proximal steps and coordinate descent solve the lasso of 30 correlated "
                       "features.",
         .tolerance = 1e-10,
         .find = experiments::lasso_by_training<>},
        {.id = "lasso-zeros-by-training",
         .statement = "Training and the exact solver set the same weights of the lasso to exactly zero.",
         .formula = R"(\{i : \tilde w_i = 0\} \text{ of } \tilde w = \arg\min J(w) + a |w|_1)",
         .source = "Friedman, Hastie and Tibshirani (2010), Regularization paths",
         .experiment = "The zeros among 30 weights are compared after descent with proximal steps and after "
                       "coordinate descent.",
         .tolerance = 0,
         .find = experiments::lasso_zeros_by_training<>,
         .wrong = 1,
         .distance = Distance::count},
        {.id = "lasso-begins-at-the-largest-force",
         .statement = "Above a certain strength, the largest force on any weight at zero, the lasso removes "
                      "all weights. Just below it, exactly one remains.",
         .formula = R"(a_\text{max} = \max_i |X_i t^\top| / m)",
         .source = "Friedman, Hastie and Tibshirani (2010), Regularization paths",
         .experiment = "The remaining weights are counted after training at 1/1000 above this strength and "
                       "1/1000 below it. There must be none and one.",
         .tolerance = 0,
         .find = experiments::lasso_begins_at_the_largest_force<>,
         .distance = Distance::count},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
