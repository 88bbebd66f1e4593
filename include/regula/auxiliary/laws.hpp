#pragma once

/// The laws of auxiliary losses, for those of a user as for the library's own: regula::check asks them if
/// this is included.

#include <regula/core/check/auxiliary.hpp>
#include <regula/core/check/bench.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// Multiplies units by draws from 0.5 to 1.5, so that each pass with other draws is another network.
struct LawGate {
    void gate(auto& gain, Key key) const {
        using Scalar = typename std::remove_cvref_t<decltype(gain)>::Scalar;
        for (Index i = 0; i < gain.size(); ++i)
            gain(i) *= static_cast<Scalar>(0.5 + key.uniform(static_cast<std::uint64_t>(i)));
    }
};

/// An auxiliary loss is a finite number, and its gradient by the parameters agrees with differences: on a
/// small network with biases, a residual block and a gate that draws, beside a loss of labels, and in float
/// as in double. If its probes are constants of the objective, they stay while the parameters move.
template <class Scalar, class P>
struct AuxiliaryLaws {
    static void ask(Findings& findings, const P& policy) {
        Vector<double> g, unused;
        const auto net = network<Scalar>();
        const double here = added(net, net.parameters(), policy, g);
        findings.hold(std::isfinite(here), "add_losses adds a finite number");

        auto exact = network<double>();
        const Parameters<double> first = exact.parameters();
        const Vector<double> expected =
            central_differences(exact.parameters().vector(), [&](const Matrix<double>& at) {
                exact.parameters().vector() = at;
                return added(exact, first, policy, unused);
            });
        const double error = (g - expected).norm(), size = std::max(g.norm(), expected.norm());
        findings.hold(error <= std::max(1e-6, 20 * rounding<Scalar>) * size + 1e-9,
                      "the gradient of add_losses is that of what it adds", ", relative error ",
                      error / size);
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
    /// The loss that the policy adds to a step, with its gradient, at a network's parameters, and with the
    /// constants of the objective at those of the probes.
    template <class S>
    static double added(const Network<S>& net, const Parameters<S>& of_probes, const P& policy,
                        Vector<double>& gradient) {
        Matrix<double> drawn(3, 5);
        fill_normal(Key{7}, drawn);
        Batch<S> batch{.inputs = drawn.template cast<S>(), .targets = {}, .labels = Labels{{0, 2, 1, 1, 0}}};
        const SoftmaxCrossEntropy loss;
        const auto attached = pipeline(LawGate{});
        auto hooks = hooks_of<S>(attached, StepTime{Key{8}});
        Matrix<double> mean(net.parameters().size(), 1);
        fill_normal(Key{9}, mean);
        const Vector<S> mean_in_time = (0.6 * mean).template cast<S>();
        hooks.mean = &mean_in_time;
        Workers alone;
        Parameters<S> g = net.parameters();
        Pass<S> pass;
        const auto begin = [&] {
            pass.begin(net.parameters(), &g, hooks, alone);
            if constexpr (requires { requires P::probes_are_constants; }) pass.hold_probes_at(of_probes);
            pass.add_loss("loss", loss, net(pass, pass.input(batch.inputs)), batch);
        };
        begin();
        pass.backward();
        const Vector<double> of_loss = g.vector().template cast<double>();
        begin();
        const double sum = pass.apart([&] { policy.add_losses(pass, net, loss, batch); });
        pass.backward();
        gradient = g.vector().template cast<double>() - of_loss;
        return sum;
    }
};

}  // namespace regula::inline REGULA_ABI::laws
