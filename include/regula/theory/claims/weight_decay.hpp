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
         .statement = "Weight decay shrinks each eigenvector of the Hessian by its own factor: flat "
                      "directions nearly vanish, curved ones hardly move.",
         .formula = "Q'w~ = l / (l + a) Q'w*",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.1.1",
         .experiment =
             "6 weights, eigenvalues from 1e-3 to 10: descent with L2, seen along the eigenvectors, "
             "each in units of w*",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_shrinks_eigenvectors<>},
        {.id = "weight-decay-minimum",
         .statement = "Training with weight decay ends exactly where the closed form says.",
         .formula = "w~ = (H + a I)^-1 H w*",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.10",
         .experiment = "least squares of 7 correlated features, 23 samples: descent with L2 against a solver",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_minimum<>},
        {.id = "weight-decay-multiplies",
         .statement = "In each step of gradient descent weight decay multiplies the weights by a constant a "
                      "little below one: hence its name.",
         .formula = "w <- (1 - rate a) w - rate g",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.5",
         .experiment = "1000 steps of Sgd with L2 on the log cosh loss, against a loop that multiplies",
         .tolerance = 1e-12,
         .find = experiments::weight_decay_multiplies<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
