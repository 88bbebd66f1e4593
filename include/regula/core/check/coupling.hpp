#pragma once

#include <regula/core/check/findings.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/random/draws.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The laws of a coupling, on parameters of two layers: weights "a" and "b", biases "a.bias" and "b.bias".
template <class Scalar, class P>
struct CouplingLaws {
    static void ask(Findings& findings, const P& policy, Index rows, Index cols) {
        const auto theta = parameters<Scalar>(rows, cols);
        const auto exact = parameters<double>(rows, cols);
        const double here = policy.value(theta), expected = policy.value(exact);
        findings.hold(std::isfinite(here), "value is a finite number");
        findings.hold(std::abs(here - expected) <= rounding<Scalar> * std::max(1.0, std::abs(expected)),
                      "value is the same in float and double", ", got ", here, " and ", expected);

        auto g = theta, scratch = theta;
        g.vector().setConstant(3);
        policy.add_gradient(theta, g, scratch);
        const Matrix<double> slopes = central_differences(
            exact.vector(), [&](const Matrix<double>& at) { return value(policy, exact, at); });
        findings.same(g.vector().template cast<double>(), slopes.array() + 3,
                      "add_gradient adds the gradient of value", std::max(1e-6, rounding<Scalar>));
        if constexpr (couples_by_prox<P>) ask_prox(findings, policy, exact);
    }

private:
    template <class S>
    static Parameters<S> parameters(Index rows, Index cols) {
        Parameters<S> theta;
        for (const int layer : {0, 1}) {
            const std::string name = layer == 0 ? "a" : "b";
            theta.add({.role = Role::weight, .layer = layer, .name = name, .rows = rows, .cols = cols});
            theta.add({.role = Role::bias, .layer = layer, .name = name + ".bias", .rows = cols, .cols = 1});
        }
        Vector<double> drawn(theta.size());
        fill_normal(Key{90}, drawn);
        theta.vector() = drawn.template cast<S>();
        return theta;
    }
    static double value(const P& policy, Parameters<double> theta, const Matrix<double>& at) {
        theta.vector() = at;
        return policy.value(theta);
    }

    /// No point nearby has a lower |u - w|^2 / 2 + step Omega(u) than the proximal step from w.
    static void ask_prox(Findings& findings, const P& policy, const Parameters<double>& w) {
        const double step = 0.3;
        auto moved = w, scratch = w;
        policy.prox(moved, step, scratch);
        const auto objective = [&](const Vector<double>& u) {
            return (u - w.vector()).squaredNorm() / 2 + step * value(policy, w, u);
        };
        const double least = objective(moved.vector());
        bool lower = false;
        for (std::uint64_t n = 0; n < 200; ++n) {
            Vector<double> u(w.size());
            fill_normal(Key{91}[n], u, n % 2 == 0 ? 1e-3 : 0.3);
            lower = lower || objective(moved.vector() + u) < least - 1e-9;
        }
        findings.hold(!lower, "prox gives the minimum of |u - w|^2 / 2 + step value(u)");
    }
};

template <class Scalar>
void ask_coupling(Findings& findings, const auto& policy, Index rows, Index cols) {
    CouplingLaws<Scalar, std::remove_cvref_t<decltype(policy)>>::ask(findings, policy, rows, cols);
}

}  // namespace regula::inline REGULA_ABI::laws
