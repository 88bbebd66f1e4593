#pragma once

#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The order by which a rest falls from a length e to e / 2.
double order_of(auto&& rest, double e) { return std::log2(rest(e) / rest(e / 2)); }

namespace experiments {

/// The steepest steps of a length, in the L2 norm and in the maximum norm, on a network of two layers.
template <class = OnUse>
Finding small_adversary(double wrong) {
    const Network<double> net =
        with_drawn_biases(Network<double>{6, {Dense{8}, Tanh{}, Dense{4}}, Key{311}}, 312);
    const Matrix<double> x = drawn(313, 6);
    const Dataset<double> sample{.inputs = x, .labels = Labels{{2}}};
    const SoftmaxCrossEntropy loss;
    const auto at = [&](const Matrix<double>& moved) {
        return loss.value(net.predict(moved), sample.labels);
    };
    const Matrix<double> g = input_gradient(net, loss, sample);
    Finding found{2, 0, 0};
    const auto hold = [&](const Matrix<double>& direction, double dual) {
        const auto rest = [&](double e) {
            return std::abs(at(x + e * direction) - at(x) - e * dual * (1 + wrong));
        };
        found.measured = order_of(rest, 0.0002);
        found.deviation = worse(found.deviation, std::abs(found.measured - 2));
    };
    hold(g / g.norm(), g.norm());
    hold(g.cwiseSign(), g.lpNorm<1>());
    return found;
}

/// Two inputs turned by e and by -e, with the second derivative along the circle from exact products:
/// d2f/de2 = v'Hv + (df/dx)'a, with v = (-x2, x1) and a = -x.
template <class = OnUse>
Finding small_augmentation(double wrong) {
    const Network<double> net =
        with_drawn_biases(Network<double>{2, {Dense{5}, Tanh{}, Dense{1}}, Key{314}}, 315);
    const Matrix<double> x{{0.9}, {-0.4}}, t{{0.3}}, one{{1.0}};
    const Matrix<double> v{{-x(1, 0)}, {x(0, 0)}};
    Pass<double> pass;
    pass.begin(net.parameters());
    const Node in = pass.variable(x, v), y = net(pass, in);
    pass.add_tangent_gradient(y, one);
    pass.backward();
    const double slope = pass.tangent(y)(0, 0),
                 bend = v.cwiseProduct(pass.gradient(in)).sum() -
                        x.cwiseProduct(vector_jacobian_product(net, x, one)).sum();
    const double residual = pass.value(y)(0, 0) - t(0, 0);
    const auto loss = [&](double angle) {
        const Matrix<double> turned = std::cos(angle) * x + std::sin(angle) * v;
        return SquaredError{}.value(net.predict(turned), t);
    };
    const auto rest = [&](double e) {
        const double predicted = loss(0) + e * e / 2 * (slope * slope * (1 + wrong) + residual * bend);
        return std::abs((loss(e) + loss(-e)) / 2 - predicted);
    };
    const double order = order_of(rest, 0.05);
    return {4, order, std::abs(order - 4)};
}

}  // namespace experiments

/// Penalties on input gradients as the limits of small adversaries and of small transformations.
template <class = OnUse>
std::vector<Claim> input_gradient_claims() {
    const char* const book = "Goodfellow, Bengio and Courville, Deep Learning, section 7.14";
    return {
        {.id = "double-backprop-is-a-small-adversary",
         .statement =
             "A small adversary raises the loss by the dual norm of the input gradient, so a penalty "
             "on this norm is adversarial training to first order.",
         .formula = R"(\max_{|r| \le e} J(x + r) \\ = J(x) + e |\nabla_x J|_\text{dual} + O(e^2))",
         .source = book,
         .experiment = "A tanh network has 6 inputs and 4 classes. The order of the remaining error is "
                       "measured for the L2 norm and for the signed step.",
         .tolerance = 0.02,
         .find = experiments::small_adversary<>,
         .distance = Distance::difference},
        {.id = "tangent-prop-is-a-small-augmentation",
         .statement = "Augmentation by small transformations of either sign penalises the slope of the "
                      "outputs along the tangent, and their curvature where the model is wrong.",
         .formula = R"(\frac{J(x_e) + J(x_{-e})}{2} \\ = J(x) \\ + \frac{e^2}{2} \left(\left(\frac{d f}{d )"
                    R"(e}\right)^2 + (f - t) \frac{d^2 f}{d e^2}\right) + O(e^4))",
         .source = book,
         .experiment = "The inputs of a tanh network of 2 inputs are turned by e and -e. The order of the "
                       "remaining error is measured.",
         .tolerance = 0.05,
         .find = experiments::small_augmentation<>,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
