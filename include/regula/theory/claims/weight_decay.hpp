#pragma once

#include <regula/penalty/l2.hpp>
#include <regula/theory/claims/problems.hpp>
#include <regula/theory/spectrum.hpp>
#include <regula/theory/weight_decay.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The mean of log cosh(w'x - t), a smooth loss that is not quadratic.
struct LogCosh {
    Dataset<double> data;

    double operator()(const Vector<double>& w, auto& g) const {
        const Matrix<double> r = w.transpose() * data.inputs - data.targets;
        const double m = static_cast<double>(data.size());
        g = data.inputs * r.array().tanh().matrix().transpose() / m;
        return r.array().cosh().log().sum() / m;
    }
};

namespace experiments {

template <class = OnUse>
Finding weight_decay_shrinks_eigenvectors(double wrong) {
    const Quadratic q = random_quadratic(Key{1}, Vector<double>{{1e-3, 0.02, 0.1, 0.9, 4, 10}});
    const double a = 0.3;
    const Spectrum spectrum{q};
    const Vector<double> along = spectrum.axes().transpose() * q.minimum;
    const Vector<double> factors = spectrum.shrinkage(a * (1 + wrong));
    const Vector<double> w = trained(q, 6, Sgd{.learning_rate = 0.1, .epochs = 2000}, L2{a});
    const Vector<double> seen = (spectrum.axes().transpose() * w).cwiseQuotient(along);
    return Finding{factors[0], seen[0], (seen - factors).cwiseAbs().maxCoeff()};
}

template <class = OnUse>
Finding weight_decay_minimum(double wrong) {
    const Quadratic q = least_squares(random_regression(Key{2}, 7, 23));
    const Sgd sgd{.learning_rate = safe_rate(q), .epochs = 2000};
    return agreement(weight_decay_minimum(q, 0.2 * (1 + wrong)), trained(q, 7, sgd, L2{0.2}));
}

template <class = OnUse>
Finding weight_decay_multiplies(double wrong) {
    const LogCosh loss{random_regression(Key{3}, 6, 20)};
    const double rate = 0.05, a = 0.1;
    Vector<double> w = Vector<double>::Zero(6), g = w;
    for (int k = 0; k < 1000; ++k) {
        loss(w, g);
        w = (1 - rate * a * (1 + wrong)) * w - rate * g;
    }
    const Sgd sgd{.learning_rate = rate, .epochs = 1000};
    return agreement(w, trained(loss, 6, sgd, L2{a}));
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> weight_decay_claims() {
    return {
        {.id = "weight-decay-shrinks-eigenvectors",
         .statement = "Weight decay shrinks the minimum along each eigenvector of the Hessian by a factor of "
                      "its own: flat directions nearly vanish, and steep ones hardly change.",
         .formula = R"(Q^\top \tilde w = \frac{\lambda}{\lambda + a} Q^\top w^*)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.1.1",
         .experiment = "Gradient descent with L2 trains 6 weights, with eigenvalues from 0.001 to 10. The "
                       "shares of $w^*$ that remain along the eigenvectors are compared.",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_shrinks_eigenvectors<>,
         .distance = Distance::difference},
        {.id = "weight-decay-minimum",
         .statement = "Training with weight decay ends exactly in the minimum of the closed form.",
         .formula = R"(\tilde w = (H + a I)^{-1} H w^*)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.10",
         .experiment =
             "Gradient descent with L2 solves least squares of 7 correlated features and 23 samples; "
             "a direct solver gives the closed form.",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_minimum<>},
        {.id = "weight-decay-multiplies",
         .statement = "In each step of gradient descent, weight decay multiplies the weights by a constant a "
                      "little below one. It has its name from this.",
         .formula = R"(w \gets (1 - \varepsilon a) w - \varepsilon g)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.5",
         .experiment = "Sgd with L2 takes 1000 steps on the log cosh loss, beside a loop that multiplies.",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_multiplies<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
