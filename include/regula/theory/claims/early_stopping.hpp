#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/spectrum.hpp>
#include <regula/theory/weight_decay.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A quadratic with rotated axes and with curvatures over three decades.
template <class = OnUse>
Quadratic quadratic_to_stop_on(Key key, Index size = 5) {
    Matrix<double> a(size, 2 * size);
    fill_normal(key.stream("curvature"), a);
    for (Index i = 0; i < size; ++i)
        a.row(i) *= std::pow(10, 2 * key.uniform(static_cast<std::uint64_t>(i)) - 1);
    Quadratic q{a * a.transpose() / static_cast<double>(2 * size), Vector<double>(size)};
    fill_normal(key.stream("minimum"), q.minimum);
    return q;
}

/// Compares training from 0 on a quadratic with the closed form: w after each of 50 steps, a column each.
template <class = OnUse>
Finding path_against_closed_form(double wrong, double momentum) {
    const Quadratic q = quadratic_to_stop_on(Key{22});
    const Spectrum spectrum{q};
    const double rate = 1.7 / spectrum.eigenvalues().maxCoeff();  // oscillates along the steepest axis
    const Index steps = 50;
    Matrix<double> trained(q.size(), steps + 1), predicted = trained;
    Index step = 0;
    const Objective watched = [&](const Vector<double>& w, Vector<double>& g) {
        trained.col(step) = w;
        predicted.col(step) = spectrum.early_stopping(rate * (1 + wrong), static_cast<int>(step), momentum);
        ++step;
        return q(w, g);
    };
    Vector<double> w = Vector<double>::Zero(q.size());
    minimize(w, watched,
             Sgd{.learning_rate = rate, .momentum = momentum, .epochs = static_cast<int>(steps) + 1});
    return {predicted.norm(), trained.norm(), relative(trained, predicted)};
}

namespace experiments {

template <class = OnUse>
Finding early_stopping_closed_form(double wrong) {
    return path_against_closed_form(wrong, 0);
}

template <class = OnUse>
Finding early_stopping_closed_form_momentum(double wrong) {
    return path_against_closed_form(wrong, 0.9);
}

template <class = OnUse>
Finding early_stopping_is_weight_decay_by_eigenvalue(double wrong) {
    const Quadratic q = quadratic_to_stop_on(Key{23});
    const Spectrum spectrum{q};
    const double rate = 0.9 / spectrum.eigenvalues().maxCoeff();
    Vector<double> trained = Vector<double>::Zero(q.size());
    minimize(trained, Objective{q}, Sgd{.learning_rate = rate, .epochs = 40});
    const Vector<double> strengths = spectrum.eigenvalues().unaryExpr(
        [=](double l) { return equivalent_strength(l, rate, 40) * (1 + wrong); });
    const Quadratic along{spectrum.eigenvalues().asDiagonal(), spectrum.axes().transpose() * q.minimum};
    const Vector<double> predicted = spectrum.axes() * weight_decay_minimum(along, strengths);
    return Finding{predicted.norm(), trained.norm(), relative(trained, predicted)};
}

template <class = OnUse>
Finding early_stopping_strength_falls_with_curvature(double wrong) {
    Finding found{.predicted = 1, .measured = 1};
    for (const double x : {0.78, 5.6}) {
        const double limit = x / std::expm1(x) * (1 + wrong), l = 0.7;
        const auto error = [&](int steps) {
            const double rate = x / (l * steps);
            return std::abs(equivalent_strength(l, rate, steps) * rate * steps - limit);
        };
        const double order = std::log2(error(2000) / error(4000));
        if (!(std::abs(order - 1) <= found.deviation)) found = {1, order, std::abs(order - 1)};
    }
    return found;
}

template <class = OnUse>
Finding early_stopping_is_weight_decay_if_stopped_very_early(double wrong) {
    const Quadratic q = quadratic_to_stop_on(Key{24});
    const auto difference = [&](double rate) {
        Vector<double> w = Vector<double>::Zero(q.size());
        minimize(w, Objective{q}, Sgd{.learning_rate = rate, .epochs = 8});
        return relative(w, weight_decay_minimum(q, equivalent_strength(rate, 8) * (1 + wrong)));
    };
    const double rate = 1e-5 / q.hessian.trace();
    const double order = std::log2(difference(rate) / difference(rate / 2));
    return Finding{1, order, std::abs(order - 1)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> early_stopping_claims() {
    return {
        {.id = "early-stopping-closed-form",
         .statement = "On a quadratic, gradient descent approaches the minimum along each eigenvector of the "
                      "Hessian at a pace of its own, so its weights after any number of steps are known in "
                      "advance.",
         .formula = R"(w_k = Q \left[I - (I - \varepsilon \Lambda)^k\right] Q^\top w^*)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.40",
         .experiment = "Sgd takes 50 steps on a quadratic of 5 weights, and each step is compared with the "
                       "closed form.",
         .tolerance = 1e-12,
         .find = experiments::early_stopping_closed_form<>},
        {.id = "early-stopping-closed-form-momentum",
         .statement = "With momentum the path oscillates, but is still known in advance along each "
                      "eigenvector.",
         .formula = R"(e_{k+1} = (1 + m - \varepsilon \lambda) e_k - m e_{k-1})",
         .source = "Polyak (1964), Some methods of speeding up the convergence of iteration methods",
         .experiment = "Sgd with momentum 0.9 takes 50 steps on a quadratic of 5 weights. Powers of a 2 x 2 "
                       "matrix give the error e that remains along each eigenvector.",
         .tolerance = 1e-12,
         .find = experiments::early_stopping_closed_form_momentum<>},
        {.id = "early-stopping-is-weight-decay-by-eigenvalue",
         .statement = "Early stopping gives exactly the weights of weight decay with the right strength for "
                      "each eigenvector, but of no single strength.",
         .formula = R"(a_i = \frac{\lambda_i r_i}{1 - r_i}, \\ r_i = (1 - \varepsilon \lambda_i)^k)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.43, solved for each "
                   "eigenvalue",
         .experiment =
             "Sgd takes 40 steps; its weights are compared with the minimum under the strengths a_i "
             "along the axes.",
         .tolerance = 1e-12,
         .find = experiments::early_stopping_is_weight_decay_by_eigenvalue<>},
        {.id = "early-stopping-strength-falls-with-curvature",
         .statement = "Early stopping has the strength 1/(rate steps) only where the curvature is small; "
                      "where it is large, the strength tends to nothing.",
         .formula = R"(a \varepsilon k \to \frac{x}{e^x - 1}, \\ x = \varepsilon k \lambda)",
         .source = "derived from Goodfellow, Bengio and Courville, Deep Learning, equation 7.43",
         .experiment = "The order of the error in the learning rate is measured at x = 0.78, with the limit "
                       "0.66, and at x = 5.6, with the limit 0.02.",
         .tolerance = 0.01,
         .find = experiments::early_stopping_strength_falls_with_curvature<>,
         .distance = Distance::difference},
        {.id = "early-stopping-is-weight-decay-if-stopped-very-early",
         .statement = "With few steps and small curvatures, stopping after k steps is weight decay of "
                      "strength 1/(rate k), with an error in proportion to the rate.",
         .formula = R"(a = \frac{1}{\varepsilon k})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equations 7.44 and 7.45",
         .experiment = "After 8 steps, the order in the learning rate of the difference of trained and "
                       "predicted weights is measured.",
         .tolerance = 0.01,
         .find = experiments::early_stopping_is_weight_decay_if_stopped_very_early<>,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
