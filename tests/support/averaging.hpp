#pragma once

#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

#include <vector>

// A quadratic, J = 1/2 sum_i h_i w_i^2, with known iterates of gradient descent:
//
//     w_t = (1 - rate h)^t w_0
template <class Scalar>
struct Descent {
    double rate = 0.1;

    regula::Vector<double> curvatures() const { return regula::Vector<double>::LinSpaced(3, 0.3, 4); }
    regula::Vector<Scalar> start() const { return regula::Vector<Scalar>::LinSpaced(3, 2, -1); }

    regula::Vector<double> iterate(int t) const {
        return (1 - rate * curvatures().array()).pow(t) * start().template cast<double>().array();
    }

    // The parameters after some updates with policies.
    template <class... Ps>
    regula::Vector<double> after(int updates, Ps... policies) const {
        regula::Vector<Scalar> w = start();
        const auto quadratic = [&](const auto& at, auto& g) {
            g = curvatures().template cast<Scalar>().cwiseProduct(at);
            return 0.5 * static_cast<double>(at.dot(g));
        };
        regula::minimize(w, quadratic, regula::Sgd{.learning_rate = rate, .epochs = updates}, policies...);
        return w.template cast<double>();
    }

    // The distance of two vectors that rounding in some updates may cause.
    static double rounding(int updates) {
        return 8 * updates * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
    }
};
