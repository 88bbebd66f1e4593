#pragma once

#include <regula/core/check/prox.hpp>

namespace regula::inline REGULA_ABI {

/// A constraint says `static constexpr bool across_units = true` if it means to tie the columns of a matrix
/// together and is not one of the matrix as a whole, or is for matrices of one shape. Without it a projection
/// of the rows is a broken law.
template <class P>
concept AcrossUnits = requires {
    requires P::across_units;
};

/// A constraint says `static constexpr bool nearest = false` if project moves a matrix into the set, but not
/// to the nearest point of it.
template <class P>
inline constexpr bool is_nearest = true;
template <class P>
requires requires { P::nearest; }
inline constexpr bool is_nearest<P> = P::nearest;

namespace laws {

/// The verb of a constraint.
template <class Scalar>
struct ConstraintVerbs {
    Action<Scalar> project;
    std::function<void(Matrix<Scalar>&)> bare;  ///< without a run around it
    bool convex, nearest, across_units;

    template <class P>
    static ConstraintVerbs of(const P& policy) {
        return {.project = settling<Scalar>(pipeline(on(weights, policy)), 1.0, 1),
                .bare = [&policy](Matrix<Scalar>& w) { policy.project(w); },
                .convex = Convex<P>,
                .nearest = is_nearest<P>,
                .across_units = AcrossUnits<P>};
    }
};

/// The laws of a projection: once is enough, and it moves to the nearest point.
template <class Scalar>
void ask(const Bench<Scalar>& bench, const ConstraintVerbs<Scalar>& constraint) {
    using M = Matrix<Scalar>;
    Findings& findings = bench.findings;
    const auto project = [&](const M& w) { return bench.acted_on_weights(w, constraint.project); };
    bool by_unit = true, whole = true;
    for (const double scale : {0.1, 1.0, 10.0}) {
        const M v = bench.draw(40, scale), p = project(v);
        const double slack = rounding<Scalar> * (1 + static_cast<double>(v.squaredNorm()));
        findings.same<Scalar>(project(p), p, "projecting twice is projecting once");
        for (std::uint64_t k = 0; constraint.nearest && k < 60;
             ++k) {  // points of the set, near p and anywhere
            const auto part = static_cast<Scalar>(std::pow(0.9, k));
            const M other = bench.draw(50 + k, scale * std::pow(0.9, k));
            const std::array from{other, M{v + other}, M{p + part * (v - p)}, M{(1 - part) * p}};
            const M q = project(from[k % 4]), between = Scalar(0.3) * p + Scalar(0.7) * q;
            const bool obtuse = !constraint.convex || (v - p).cwiseProduct(q - p).sum() <= slack;
            findings.hold(obtuse && (v - p).squaredNorm() <= (v - q).squaredNorm() + slack,
                          "project finds the nearest point of the set");
            if (constraint.convex)
                findings.same<Scalar>(project(between), between, "a point of the set stays where it is");
        }
        M lost = Bench<Scalar>::with_nan(v);
        constraint.bare(lost);
        findings.hold(lost.hasNaN(), "project hides no NaN");
        if (constraint.across_units) continue;
        const auto apart = [&](const M& from, const M& expected) {
            M w = from;
            constraint.bare(w);
            return difference(w.template cast<double>(), expected.template cast<double>());
        };
        whole = whole && apart(v.transpose(), p.transpose()) <= rounding<Scalar>;
        for (Index j = 0; j < bench.cols; ++j)
            by_unit = by_unit && apart(v.col(j), p.col(j)) <= rounding<Scalar>;
    }
    if (!constraint.across_units)
        findings.hold(by_unit || whole,
                      "a projection takes every column by itself, or the matrix as a whole");
}

}  // namespace laws

}  // namespace regula::inline REGULA_ABI
