#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>

#include <cmath>
#include <functional>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Proximal gradient steps, accelerated (FISTA) and restarted when the acceleration leads uphill:
///
///     u  <-  prox(y - g(y)/L, 1/L)        y  <-  u + momentum (u - last u)
///
/// It minimises a smooth objective with penalties that have a prox, or over a set with a projection:
///
///     const Certificate found = minimize(w, f, ProximalGradient{}, L1{0.1});
///
/// L comes from a line search that tries a longer step each time, or is given as `curvature`. The
/// certificate's residual is L |w - prox(w - g/L, 1/L)|; without policies it is the gradient's norm. For a
/// nonconvex objective it finds a stationary point.
///
/// Beck and Teboulle (2009), "A fast iterative shrinkage-thresholding algorithm for linear inverse problems";
/// O'Donoghue and Candes (2015), "Adaptive restart for accelerated gradient schemes".
struct ProximalGradient {
    static constexpr bool takes_kinks = true;
    double tolerance = 1e-8;  ///< of the residual, or of the gap if given; 0: as far as rounding allows
    int max_iterations = 100000;
    double curvature = 0;     ///< a bound on the objective's second derivatives; 0 searches for one
    bool accelerated = true;  ///< false is ISTA, without momentum
    int threads = 1;          ///< for models
    /// The duality gap at w, if the user can compute it; evaluated every tenth step.
    std::function<double(const Vector<double>& w)> gap = {};

    void check() const {
        require(tolerance >= 0, "ProximalGradient: tolerance must be >= 0, got ", tolerance);
        require(max_iterations >= 0, "ProximalGradient: max_iterations must be >= 0, got ", max_iterations);
        require(curvature >= 0, "ProximalGradient: curvature must be >= 0, got ", curvature);
        require(threads >= 1, "ProximalGradient: threads must be >= 1, got ", threads);
    }

    template <class Scalar>
    Certificate solve(Vector<Scalar>& w, auto& objective) const {
        constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
        Certificate found{.method = accelerated ? "accelerated proximal gradient" : "proximal gradient"};
        Vector<Scalar> y = w, u, g(w.size()), g_at_u(w.size()), v;
        double bound = curvature > 0 ? curvature : 1, momentum = 1;
        const auto step_of = [&](double curve, const Vector<Scalar>& from, const Vector<Scalar>& slope,
                                 Vector<Scalar>& to) {
            to = from - static_cast<Scalar>(1 / curve) * slope;
            objective.prox_and_project(to, 1 / curve);
        };
        const auto step_from = [&](const Vector<Scalar>& from, const Vector<Scalar>& slope,
                                   Vector<Scalar>& to) { step_of(bound, from, slope, to); };
        const auto certify = [&] {
            found.objective = objective.smooth(w, g_at_u) + objective.kinks(w);
            // A step that is lost in the rounding of w would make any point look like a minimum.
            const double length = static_cast<double>(safe_norm(w)),
                         slope = static_cast<double>(safe_norm(g_at_u));
            const double most = slope / (std::sqrt(epsilon) * length);
            const double curve = std::isnormal(most) ? std::min(bound, most) : bound;
            step_of(curve, w, g_at_u, v);
            found.residual = curve * static_cast<double>(safe_norm(w - v));
            if (gap) found.gap = gap(w.template cast<double>());
            found.converged =
                std::isfinite(found.objective) && (gap ? found.gap : found.residual) <= tolerance;
        };
        while (found.iterations < max_iterations) {
            const double value = objective.smooth(y, g);
            if (!std::isfinite(value)) break;
            if (curvature > 0)
                step_from(y, g, u);
            else if (!search(objective, y, value, g, u, g_at_u, bound, step_from))
                break;
            ++found.iterations;
            const double moved = static_cast<double>((u - w).norm()),
                         gone = static_cast<double>((u - y).norm());
            const double rounding = 2 * epsilon * static_cast<double>(u.norm());
            const bool still = moved <= rounding && gone <= rounding;
            const bool uphill = (y - u).dot(u - w) > 0;
            const double grown = uphill ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
            y = u;
            if (accelerated && !uphill) y += ((momentum - 1) / grown) * (u - w);
            momentum = grown;
            w = u;
            if (gap ? found.iterations % 10 == 0 : bound * gone <= tolerance) certify();
            if (found.converged || still) break;
        }
        certify();
        return found;
    }

private:
    /// Finds L so that the objective after the step from y is below the parabola of this curvature, and takes
    /// the step. If rounding hides the difference of values, the difference of gradients decides. False if
    /// there is no such L.
    template <class Scalar>
    bool search(auto& objective, const Vector<Scalar>& y, double value, const Vector<Scalar>& g,
                Vector<Scalar>& u, Vector<Scalar>& g_at_u, double& bound, const auto& step_from) const {
        constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
        const double before = bound;
        bound *= 0.9;
        for (int trial = 0; trial < 100; ++trial, bound *= 2) {
            step_from(y, g, u);
            const double there = objective.smooth(u, g_at_u);
            const double square = static_cast<double>((u - y).squaredNorm());
            const double above = there - value - static_cast<double>(g.dot(u - y));
            const double by_gradients = static_cast<double>((g_at_u - g).dot(u - y)) / 2;
            const bool drowns = 100 * epsilon * (std::abs(value) + std::abs(there)) > bound / 2 * square;
            if ((drowns ? by_gradients : above) <= bound / 2 * square) return true;
        }
        bound = before;
        return false;
    }
};

static_assert(Solver<ProximalGradient>);

}  // namespace regula::inline REGULA_ABI
