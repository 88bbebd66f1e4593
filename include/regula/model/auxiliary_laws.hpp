#pragma once

/// The laws of auxiliary losses, for those of a user as for the library's own: regula::check asks them if this is included.

#include <regula/core/check/auxiliary.hpp>
#include <regula/core/check/bench.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// An auxiliary loss is a finite number, and its gradient by the parameters agrees with differences: on a small network with
/// biases and a residual block, beside a loss of labels, and in float as in double.
template <class Scalar, class P>
struct AuxiliaryLaws {
    static void ask(Findings& findings, const P& policy) {
        const auto net = network<Scalar>();
        Vector<double> g, unused;
        const double here = total(net, policy, g);
        findings.hold(std::isfinite(here), "add_losses adds a finite number");

        auto exact = network<double>();
        Vector<double> expected(g.size());
        for (Index i = 0; i < g.size(); ++i) {
            const double h = 1e-5, at = exact.parameters().vector()[i];
            exact.parameters().vector()[i] = at + h;
            const double above = total(exact, policy, unused);
            exact.parameters().vector()[i] = at - h;
            expected[i] = (above - total(exact, policy, unused)) / (2 * h);
            exact.parameters().vector()[i] = at;
        }
        findings.same(g, expected, "the gradient of add_losses is that of what it adds",
                      std::max(1e-7, 10 * rounding<Scalar>));
    }

private:
    template <class S>
    static Network<S> network() {
        Network<S> net{3, {Dense{4}, Tanh{}, Residual{Dense{4}, Tanh{}}, Dense{3}}, Key{5}};
        Matrix<double> drawn(net.parameters().size(), 1);
        fill_normal(Key{6}, drawn);
        net.parameters().vector() = (0.6 * drawn).template cast<S>();
        return net;
    }
    /// The loss and what the policy adds, with the gradient, at a network's parameters.
    template <class S>
    static double total(const Network<S>& net, const P& policy, Vector<double>& gradient) {
        Matrix<double> drawn(3, 5);
        fill_normal(Key{7}, drawn);
        Batch<S> batch{.inputs = drawn.template cast<S>(), .targets = {}, .labels = Labels{{0, 2, 1, 1, 0}}};
        const SoftmaxCrossEntropy loss;
        Parameters<S> g = net.parameters();
        Pass<S> pass;
        pass.begin(net.parameters(), &g);
        pass.add_loss("loss", loss, net(pass, pass.input(batch.inputs)), batch);
        policy.add_losses(pass, net, loss, batch);
        pass.backward();
        gradient = g.vector().template cast<double>();
        return pass.loss();
    }
};

}  // namespace regula::inline REGULA_ABI::laws
