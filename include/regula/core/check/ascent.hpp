#pragma once

#include <regula/core/check/bench.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The verb of an ascent, ascend(w, g). Its measurement is whether w moved.
struct AscentVerbs {
    const Verb& ascend;
};

/// The laws of an ascent.
void ask(const auto& bench, const AscentVerbs& policy) {
    using M = Matrix<double>;
    Findings& findings = bench.findings;
    const M w = bench.draw(80).reshaped();
    const auto from_w = [&](M g) {
        M moved = w;
        const bool says = policy.ascend.act(moved, g, {}) != 0;
        findings.hold(says || moved == w, "where ascend says that it did not move, it did not");
        return moved;
    };
    findings.hold(from_w(M::Zero(w.size(), 1)) == w, "without a gradient ascend stays");
    for (const double scale : {1e-6, 1.0, 1e6}) {
        const M g = bench.draw(81, scale).reshaped(), moved = from_w(g);
        findings.hold((moved - w).cwiseProduct(g).sum() >= 0, "ascend does not go down the gradient");
        findings.hold(from_w(g) == moved, "ascend goes to the same place each time");
    }
}

/// Checks the laws of an ascent on vectors, because all parameters of a run are one vector.
template <class Scalar>
void ask_ascent(const Bench& bench, const auto& policy) {
    const auto ascend = [&](Matrix<Scalar>& w, const Matrix<Scalar>& g, const Given&) {
        Vector<Scalar> moved = w;
        const bool moves = policy.ascend(moved, Vector<Scalar>{g});
        w = moved;
        return moves;
    };
    ask(bench, AscentVerbs{of_matrices<Scalar>(ascend)});
}

}  // namespace regula::inline REGULA_ABI::laws
