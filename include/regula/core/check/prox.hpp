#pragma once

#include <regula/core/check/bench.hpp>
#include <regula/core/policy.hpp>

#include <array>
#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The verbs of a proximal penalty: value(w) in double, prox(w, step), and the optional verbs prox(w, steps)
/// and conjugate(y).
struct ProxVerbs {
    const Verb &value, &prox;
    const Verb *prox_by_entry = nullptr, *conjugate = nullptr;
    bool convex = true;
};

/// The excess of |u - w|^2 / 2 + t value(u) at p over the lowest value at neighbours u. The neighbours lie on
/// the way from p to w, to 0 and to random points, in all entries, in one column, or in one entry.
double above_neighbours(const auto& bench, const ProxVerbs& penalty, const Matrix<double>& w,
                        const Matrix<double>& p, double t) {
    const auto cost = [&](const Matrix<double>& u) {
        return (u - w).squaredNorm() / 2 + t * penalty.value.measure(u);
    };
    double lowest = cost(p);
    for (std::uint64_t k = 0; k < 900; ++k) {
        const std::array aims{w, Matrix<double>{0 * w}, Matrix<double>{p + bench.draw(80 + k)}};
        const Matrix<double> all = p + std::pow(0.5, k % 13) * (aims[k % 3] - p);
        const auto one = static_cast<Index>(k / 12);
        Matrix<double> u = k % 4 == 0 ? all : p;
        if (k % 4 == 1) u.col(one % u.cols()) = all.col(one % u.cols());
        if (k % 4 > 1) u(one % u.size()) = all(one % u.size());
        lowest = std::min(lowest, cost(u));
    }
    return (cost(p) - lowest) / std::max(1.0, cost(p));
}

/// The law of a conjugate, Omega*(y) = sup_w <w, y> - Omega(w):     Omega(w) + Omega*(y) >= <w, y>,
/// with equality if y is a subgradient at w, for example (v - w) / t at w = prox(v, t). On the boundary of
/// its domain rounding may make a conjugate infinite, so y is taken slightly inside.
void ask_conjugate(const auto& bench, const ProxVerbs& penalty, const Matrix<double>& v,
                   const Matrix<double>& p, double t) {
    const double slack = 1e3 * bench.rounding;
    const Matrix<double> y = (1 - slack / 100) / t * (v - p);
    const double conjugate = penalty.conjugate->measure(y), sum = penalty.value.measure(p) + conjugate,
                 product = p.cwiseProduct(y).sum();
    bench.findings.hold(std::abs(sum - product) <= slack * std::max(1.0, std::abs(product)),
                        "value and conjugate add up to <w, y> where y is a subgradient at w", ", got ", sum,
                        " and ", product);
    for (std::uint64_t k = 0; k < 30; ++k) {
        const Matrix<double> u = p + std::pow(0.7, k) * bench.draw(130 + k);
        bench.findings.hold(
            penalty.value.measure(u) + conjugate >= u.cwiseProduct(y).sum() - slack * std::max(1.0, sum),
            "value and conjugate add up to <w, y> or more");
    }
}

/// The laws of a prox: it minimises |u - w|^2 / 2 + t value(u), and that of a convex penalty is firmly
/// non-expansive.
void ask(const auto& bench, const ProxVerbs& penalty) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const auto prox = [&](const M& w, double t) {
        return bench.acted_on_weights(w, penalty.prox, {.step = t});
    };
    const M a = bench.draw(20, 1.3), b = bench.draw(21, 1.3), steps = bench.draw(22).cwiseAbs();
    bench.same(prox(a, 0.0), a, "prox with a step of 0 changes nothing");
    for (const double t : {0.1, 0.5, 1.7}) {
        const M p = prox(a, t), q = prox(b, t);
        const double excess = above_neighbours(bench, penalty, a, p, t);
        findings.hold(excess <= bench.rounding, "prox(w, t) minimises |u - w|^2 / 2 + t value(u)",
                      "; at t = ", t, " there is a u that is lower by ", excess);
        if (penalty.convex)
            findings.hold((p - q).squaredNorm() <= (p - q).cwiseProduct(a - b).sum() + bench.rounding,
                          "the prox of a convex penalty is firmly non-expansive");
        if (penalty.conjugate) ask_conjugate(bench, penalty, a, p, t);
    }
    findings.hold(penalty.prox(Bench::with_nan(a)).hasNaN(), "prox hides no NaN");
    if (penalty.prox_by_entry) {
        const M all = bench.acted_on_weights(a, *penalty.prox_by_entry, {}, steps);
        M single = all;
        for (Index i = 0; i < a.size(); ++i) single(i) = prox(a, steps(i))(i);
        bench.same(all, single, "prox(w, steps) is prox(w, step) entry by entry");
    }
}

/// Checks the laws of a prox.
template <class Scalar, class P>
void ask_prox(const Bench& bench, const P& policy) {
    constexpr bool has_conjugate = requires(const Matrix<double>& y) { policy.conjugate(y); };
    const auto prox_by_entry = of_all<Scalar>([&](auto& w, const auto& steps, const Given&) {
        if constexpr (ElementwiseProx<P>) policy.prox(w, steps);
    });
    const auto conjugate = of_matrices<double>([&](const auto& y, auto&, const Given&) {
        if constexpr (has_conjugate) return policy.conjugate(y);
    });
    const auto value = [&](const auto& w, auto&, const Given&) { return policy.value(w); };
    const auto prox = [&](auto& w, auto&, const Given& given) { policy.prox(w, given.step); };
    ask(bench, ProxVerbs{.value = of_matrices<double>(value),
                         .prox = of_all<Scalar>(prox),
                         .prox_by_entry = ElementwiseProx<P> ? &prox_by_entry : nullptr,
                         .conjugate = has_conjugate ? &conjugate : nullptr,
                         .convex = Convex<P>});
}

}  // namespace regula::inline REGULA_ABI::laws
