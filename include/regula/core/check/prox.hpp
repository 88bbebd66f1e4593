#pragma once

#include <regula/core/check/penalty.hpp>

namespace regula::inline REGULA_ABI::laws {

/// What a run makes of weights around its step, which moved them by nothing.
template <class Scalar>
Action<Scalar> settling(const auto& run, const auto& reach, double rate) {
    return Action<Scalar>{[run, reach, rate](const Block& block, auto& m) {
        in_its_role(block, m, [&](auto slot, auto& w) {
            run.decay(slot, w, rate, Moment{});
            run.settle(
                slot, w, [&]() -> const auto& { return reach; }, Moment{});
        });
    }};
}

/// The verbs of a proximal penalty; those that it lacks are empty.
template <class Scalar>
struct ProxVerbs {
    using M = Matrix<Scalar>;
    std::function<double(const Matrix<double>&)> value;
    std::function<Action<Scalar>(double step)> prox;
    std::function<Action<Scalar>(const M& steps)> prox_by_entry = {};
    std::function<void(M&)> bare = {};                            ///< prox(w, 1) without a run around it
    std::function<double(const Matrix<double>&)> conjugate = {};  ///< see below
    bool convex = true;

    template <class P>
    static ProxVerbs of(const P& policy) {
        const auto run = pipeline(on(weights, proximal(policy)));
        ProxVerbs verbs{.value = [&policy](const Matrix<double>& w) { return charge(policy, w); },
                        .prox = [run](double step) { return settling<Scalar>(run, step, 1); },
                        .bare = [&policy](M& w) { policy.prox(w, 1.0); },
                        .convex = Convex<P>};
        if constexpr (ElementwiseProx<P>)
            verbs.prox_by_entry = [run](const M& steps) { return settling<Scalar>(run, steps, 1); };
        if constexpr (requires(const Matrix<double>& y) { policy.conjugate(y); })
            verbs.conjugate = [&policy](const Matrix<double>& y) { return policy.conjugate(y); };
        return verbs;
    }
};

/// How far |u - w|^2 / 2 + t value(u) at p is above the lowest u around: on the way from p to w, to 0 and to
/// random points, of all entries, of one column, and of one entry.
template <class Scalar>
double above_neighbours(const Bench<Scalar>& bench, const ProxVerbs<Scalar>& penalty, const Matrix<double>& w,
                        const Matrix<double>& p, double t) {
    const auto cost = [&](const Matrix<double>& u) {
        return (u - w).squaredNorm() / 2 + t * penalty.value(u);
    };
    double lowest = cost(p);
    for (std::uint64_t k = 0; k < 900; ++k) {
        const std::array aims{w, Matrix<double>{0 * w},
                              Matrix<double>{p + bench.draw(80 + k).template cast<double>()}};
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
/// with equality where y is a subgradient at w, as (v - w) / t is at w = prox(v, t). On the boundary of its
/// domain rounding may make a conjugate infinite; so y is taken a little inside.
template <class Scalar>
void ask_conjugate(const Bench<Scalar>& bench, const ProxVerbs<Scalar>& penalty, const Matrix<double>& v,
                   const Matrix<double>& p, double t) {
    constexpr double slack = 1e3 * rounding<Scalar>;
    const Matrix<double> y = (1 - slack / 100) / t * (v - p);
    const double sum = penalty.value(p) + penalty.conjugate(y), product = p.cwiseProduct(y).sum();
    bench.findings.hold(std::abs(sum - product) <= slack * std::max(1.0, std::abs(product)),
                        "value and conjugate add up to <w, y> where y is a subgradient at w", ", got ", sum,
                        " and ", product);
    for (std::uint64_t k = 0; k < 30; ++k) {
        const Matrix<double> u = p + std::pow(0.7, k) * bench.draw(130 + k).template cast<double>();
        bench.findings.hold(
            penalty.value(u) + penalty.conjugate(y) >= u.cwiseProduct(y).sum() - slack * std::max(1.0, sum),
            "value and conjugate add up to <w, y> or more");
    }
}

/// The laws of a prox: it minimises what it is said to minimise, and brings points together.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const ProxVerbs<Scalar>& penalty) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const auto prox = [&](const M& w, double t) { return bench.acted_on_weights(w, penalty.prox(t)); };
    const M a = bench.draw(20, 1.3), b = bench.draw(21, 1.3), steps = bench.draw(22).cwiseAbs();
    findings.same<Scalar>(prox(a, 0.0), a, "prox with a step of 0 changes nothing");
    for (const double t : {0.1, 0.5, 1.7}) {
        const M p = prox(a, t), q = prox(b, t);
        const Matrix<double> from = a.template cast<double>(), to = p.template cast<double>();
        const double excess = above_neighbours(bench, penalty, from, to, t);
        findings.hold(excess <= rounding<Scalar>, "prox(w, t) minimises |u - w|^2 / 2 + t value(u)",
                      "; at t = ", t, " there is a u that is lower by ", excess);
        if (penalty.convex)
            findings.hold((p - q).squaredNorm() <= (p - q).cwiseProduct(a - b).sum() + rounding<Scalar>,
                          "the prox of a convex penalty is firmly non-expansive");
        if (penalty.conjugate) ask_conjugate(bench, penalty, from, to, t);
    }
    M lost = Bench<Scalar>::with_nan(a);
    penalty.bare(lost);
    findings.hold(lost.hasNaN(), "prox hides no NaN");
    if (penalty.prox_by_entry) {
        const M all = bench.acted_on_weights(a, penalty.prox_by_entry(steps));
        M single = all;
        for (Index i = 0; i < a.size(); ++i) single(i) = prox(a, static_cast<double>(steps(i)))(i);
        findings.same<Scalar>(all, single, "prox(w, steps) is prox(w, step) entry by entry");
    }
}

}  // namespace regula::inline REGULA_ABI::laws
