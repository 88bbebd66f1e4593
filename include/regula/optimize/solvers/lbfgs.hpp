#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/optimize/solvers/line_search.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Approximates the inverse of the Hessian from the last few steps s and changes y of the gradient.
template <class Scalar>
class InverseCurvature {
public:
    InverseCurvature(Index size, int memory)
        : steps_(size, memory), changes_(size, memory), weights_(memory) {}

    void forget() { known_ = 0; }
    bool knows_nothing() const { return known_ == 0; }

    /// Learns from one step; ignores a step along which the gradient did not grow.
    void learn(const Vector<Scalar>& step, const Vector<Scalar>& change) {
        const double product = static_cast<double>(step.dot(change));
        if (!(product > 0)) return;
        const Index column = next_++ % steps_.cols();
        steps_.col(column) = step;
        changes_.col(column) = change;
        weights_[column] = 1 / product;
        scale_ = product / static_cast<double>(change.squaredNorm());
        known_ = std::min(known_ + 1, steps_.cols());
    }

    /// Turns g into approximately H^-1 g, by the two-loop recursion: from the newest step back, and forth
    /// again.
    void apply(Vector<Scalar>& g) const {
        Vector<double> along(known_);
        for (Index k = 0; k < known_; ++k) {
            const Index column = (next_ - 1 - k) % steps_.cols();
            along[k] = weights_[column] * static_cast<double>(steps_.col(column).dot(g));
            g -= along[k] * changes_.col(column);
        }
        if (known_ > 0) g = scale_ * g;
        for (Index k = known_ - 1; k >= 0; --k) {
            const Index column = (next_ - 1 - k) % steps_.cols();
            const double back = weights_[column] * static_cast<double>(changes_.col(column).dot(g));
            g += (along[k] - back) * steps_.col(column);
        }
    }

private:
    Matrix<Scalar> steps_, changes_;
    Vector<double> weights_;
    Index known_ = 0, next_ = 0;
    double scale_ = 1;
};

/// L-BFGS: quasi-Newton steps by a model of the curvature from the last few steps, with a line search. For
/// smooth objectives, including whole networks; smooth penalties are added, others are refused.
///
///     const Certificate found = minimize(w, f, Lbfgs{.tolerance = 1e-10}, L2{0.1});
///
/// The certificate's residual is the norm of the gradient. The objective may be infinite or NaN far away, but
/// not at the start. Liu and Nocedal (1989), "On the limited memory BFGS method for large scale
/// optimization".
struct Lbfgs {
    static constexpr bool takes_kinks = false;
    double tolerance = 1e-8;  ///< of the gradient's norm; 0: as far as rounding allows
    int max_iterations = 10000;
    int memory = 10;  ///< number of remembered steps
    int threads = 1;  ///< for models

    void check() const {
        require(tolerance >= 0, "Lbfgs: tolerance must be >= 0, got ", tolerance);
        require(max_iterations >= 0, "Lbfgs: max_iterations must be >= 0, got ", max_iterations);
        require(memory >= 1, "Lbfgs: memory must be >= 1, got ", memory);
        require(threads >= 1, "Lbfgs: threads must be >= 1, got ", threads);
    }

    template <class Scalar>
    Certificate solve(Vector<Scalar>& w, auto& objective) const {
        constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
        Certificate found{.method = "L-BFGS"};
        InverseCurvature<Scalar> curvature{w.size(), memory};
        Vector<Scalar> g(w.size()), direction, there, g_there(w.size());
        double value = objective.smooth(w, g);
        while (std::isfinite(value) && found.iterations < max_iterations) {
            found.residual = static_cast<double>(safe_norm(g));
            if (found.residual <= tolerance) break;
            direction = -g;
            curvature.apply(direction);
            OnLine start{.value = value, .slope = static_cast<double>(g.dot(direction))};
            if (!(start.slope < 0)) {
                if (curvature.knows_nothing()) break;
                curvature.forget();
                continue;
            }
            const double first = curvature.knows_nothing() ? std::min(1.0, 1 / found.residual) : 1;
            const OnLine end = line_search(start, first, 1000 * epsilon * std::abs(value), [&](double step) {
                there = w + step * direction;
                const double then = objective.smooth(there, g_there);
                return OnLine{.value = then, .slope = static_cast<double>(g_there.dot(direction))};
            });
            if (end.step == 0) {
                if (curvature.knows_nothing()) break;
                curvature.forget();
                continue;
            }
            ++found.iterations;
            const bool still = safe_norm(there - w) <= Scalar(epsilon) * safe_norm(w);
            curvature.learn(there - w, g_there - g);
            w = there;
            g = g_there;
            value = end.value;
            if (still) break;
        }
        found.objective = value;
        found.residual = static_cast<double>(safe_norm(g));
        found.converged = std::isfinite(value) && found.residual <= tolerance;
        return found;
    }
};

static_assert(Solver<Lbfgs>);

}  // namespace regula::inline REGULA_ABI
