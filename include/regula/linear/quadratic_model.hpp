#pragma once

#include <regula/core/matrix.hpp>

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Minimises a quadratic and an elementwise penalty over a vector,
///
///     1/2 w'Hw - l'w + sum_i Omega_i(w_i)
///
/// by coordinate descent, w_i <- prox_i(w_i - g_i / H_ii, 1 / H_ii), with a few Newton steps in between on the
/// weights that are not zero: where those have the right signs, one step is the exact minimum of a piecewise
/// quadratic objective. H must be symmetric, positive semidefinite; a weight with H_ii = 0 stays as it is.
///
/// Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
/// descent"; Lee, Battle, Raina and Ng (2007), "Efficient sparse coding algorithms", for the second step.
template <class Hessian, class Entries>
class QuadraticModel {
public:
    /// `entry(i)` is the penalty of a weight: see Entry.
    QuadraticModel(const Hessian& hessian, const Vector<double>& linear, const Entries& entry)
        : hessian_{hessian}, linear_{linear}, entry_{entry} {}

    /// Starts at w. Returns the largest violation of the conditions of optimality that is left.
    double minimise(Vector<double>& w, double tolerance, int rounds = 200) {
        g_.noalias() = hessian_ * w - linear_;
        double left = violation(w);
        for (int round = 0; round < rounds && left > tolerance; ++round) {
            sweep(w, false);
            for (int i = 0; i < 3; ++i) sweep(w, true);
            newton(w);
            g_.noalias() = hessian_ * w - linear_;
            left = violation(w);
        }
        return left;
    }

    /// At w, the largest |H_ii (w_i - prox(...))|.
    double violation(const Vector<double>& w) const {
        double worst = 0;
        for (Index i = 0; i < w.size(); ++i) {
            const double curve = hessian_(i, i);
            if (curve > 0)
                worst =
                    std::max(worst, curve * std::abs(w[i] - entry_(i).prox(w[i] - g_[i] / curve, 1 / curve)));
        }
        return worst;
    }

private:
    void sweep(Vector<double>& w, bool only_active) {
        for (Index i = 0; i < w.size(); ++i) {
            const double curve = hessian_(i, i), old = w[i];
            if (!(curve > 0) || (only_active && old == 0)) continue;
            w[i] = entry_(i).prox(old - g_[i] / curve, 1 / curve);
            if (w[i] != old) g_ += (w[i] - old) * hessian_.col(i);
        }
    }

    double value(const Vector<double>& w, const Vector<double>& g) const {
        double sum = 0.5 * w.dot(g - linear_);
        for (Index i = 0; i < w.size(); ++i)
            if (w[i] != 0) sum += entry_(i).value(w[i]);
        return sum;
    }

    /// To the minimum with the same signs; what would change its sign becomes zero. Only if that is better.
    void newton(Vector<double>& w) {
        std::vector<Index> support;
        for (Index i = 0; i < w.size(); ++i)
            if (w[i] != 0 && hessian_(i, i) > 0) support.push_back(i);
        if (support.empty()) return;
        Matrix<double> block = hessian_(support, support);
        Vector<double> slope = g_(support);
        for (Index a = 0; a < slope.size(); ++a) {
            const Index i = support[static_cast<std::size_t>(a)];
            slope[a] += entry_(i).slope(w[i]);
            block(a, a) += entry_(i).curvature(w[i]);
        }
        const Eigen::LLT<Eigen::Ref<Matrix<double>>> factor{block};
        if (factor.info() != Eigen::Success) return;
        const Vector<double> step = factor.solve(slope);
        Vector<double> next = w;
        for (Index a = 0; a < step.size(); ++a) {
            const Index i = support[static_cast<std::size_t>(a)];
            next[i] = (w[i] - step[a]) * w[i] > 0 ? w[i] - step[a] : 0.0;
        }
        const Vector<double> there = hessian_ * next - linear_;
        const double before = value(w, g_), after = value(next, there);
        if (after <= before + 1e-14 * std::abs(before)) w = next;
    }

    const Hessian& hessian_;
    const Vector<double>& linear_;
    const Entries& entry_;
    Vector<double> g_;
};

}  // namespace regula::inline REGULA_ABI
