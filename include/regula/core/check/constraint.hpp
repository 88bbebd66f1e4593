#pragma once

#include <regula/core/check/bench.hpp>
#include <regula/core/policy.hpp>

#include <array>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// A constraint declares `static constexpr bool across_units = true` if it couples the columns of a matrix
/// without treating the matrix as a whole, or if it takes matrices of one shape only. Without it a projection
/// of the rows breaks a law.
template <class P>
concept AcrossUnits = requires {
    requires P::across_units;
};

/// A constraint declares `static constexpr bool nearest = false` if project moves a matrix into the set, but
/// not to its nearest point.
template <class P>
inline constexpr bool is_nearest = true;
template <class P>
requires requires { P::nearest; }
inline constexpr bool is_nearest<P> = P::nearest;

namespace laws {

/// The verb of a constraint: project(w).
struct ConstraintVerbs {
    const Verb& project;
    bool convex, nearest, across_units;
};

/// The law that a projection takes every column by itself or the matrix as a whole: it must give the same for
/// single columns, or for the transpose.
void ask_units(const auto& bench, const ConstraintVerbs& constraint) {
    using M = Matrix<double>;
    bool by_unit = true, whole = true;
    for (const double scale : {0.1, 1.0, 10.0}) {
        const M v = bench.draw(40, scale), p = constraint.project(v);
        const auto makes = [&](const M& from, const M& expected) {
            return difference(constraint.project(from), expected) <= bench.rounding;
        };
        whole = whole && makes(v.transpose(), p.transpose());
        for (Index j = 0; j < bench.cols; ++j) by_unit = by_unit && makes(v.col(j), p.col(j));
    }
    bench.findings.hold(by_unit || whole,
                        "a projection takes every column by itself, or the matrix as a whole");
}

/// The laws of a projection: a second projection changes nothing, and the first moves to the nearest point.
void ask(const auto& bench, const ConstraintVerbs& constraint) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const auto project = [&](const M& w) { return bench.acted_on_weights(w, constraint.project); };
    for (const double scale : {0.1, 1.0, 10.0}) {
        const M v = bench.draw(40, scale), p = project(v);
        const double slack = bench.rounding * (1 + v.squaredNorm());
        bench.same(project(p), p, "projecting twice is projecting once");
        for (std::uint64_t k = 0; constraint.nearest && k < 60;
             ++k) {  // points of the set, near p and anywhere
            const double part = std::pow(0.9, k);
            const M other = bench.draw(50 + k, scale * part);
            const std::array from{other, M{v + other}, M{p + part * (v - p)}, M{(1 - part) * p}};
            const M q = project(bench.rounded(from[k % 4])), between = 0.3 * p + 0.7 * q;
            const bool obtuse = !constraint.convex || (v - p).cwiseProduct(q - p).sum() <= slack;
            findings.hold(obtuse && (v - p).squaredNorm() <= (v - q).squaredNorm() + slack,
                          "project finds the nearest point of the set");
            if (constraint.convex)
                bench.same(project(bench.rounded(between)), between, "a point of the set stays where it is");
        }
        findings.hold(constraint.project(Bench::with_nan(v)).hasNaN(), "project hides no NaN");
    }
    if (!constraint.across_units) ask_units(bench, constraint);
}

/// Checks the laws of a constraint.
template <class Scalar, class P>
void ask_constraint(const Bench& bench, const P& policy) {
    const auto project = [&](auto& w, auto&, const Given&) { policy.project(w); };
    ask(bench, ConstraintVerbs{.project = of_all<Scalar>(project),
                               .convex = Convex<P>,
                               .nearest = is_nearest<P>,
                               .across_units = AcrossUnits<P>});
}

}  // namespace laws

}  // namespace regula::inline REGULA_ABI
