#include <regula/linear/bounds.hpp>
#include <regula/linear/coordinate_descent.hpp>
#include <regula/optimize/solvers/minimize_by_solver.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/penalty/scad.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_bounds {

constexpr double infinity = std::numeric_limits<double>::infinity();

Vector<double> one(double bound) { return Vector<double>::Constant(1, bound); }

TEST_CASE("bounds are those of a feature, or one for all, or none") {
    const Vector<double> none, lower{{-1, 0, -infinity}};
    const Bounds a = bounds_of(lower, one(2), 0), b = bounds_of(lower, none, 2);
    CHECK((a.lower == -1 && a.upper == 2 && b.lower == -infinity && b.upper == infinity));
    CHECK((a.clamp(-3) == -1 && a.clamp(3) == 2 && a.clamp(0.3) == 0.3 && b.clamp(-1e300) == -1e300));
    CHECK((a.at(-1) && a.at(2) && !a.at(0) && !b.at(1e300)));
    CHECK((a.room(0.5) == 1.5 && a.room(1.75) == 0.25 && b.room(3) == infinity));
    CHECK((a.towards(0.1) == 2 && a.towards(-5) == -1));
    CHECK(bounds_of_some(lower, {2, 0}) == Vector<double>{{-infinity, -1}});
    CHECK(bounds_of_some(one(-4), {2, 0}) == one(-4));
}

TEST_CASE("bounds that do not fit are refused, in sentences") {
    const Design design{test::drawn(1, 3, 9)};
    const Matrix<double> t = test::drawn(2, 1, 9);
    const auto fit = [&](const CoordinateDescent& options) {
        return coordinate_descent(design, t, SquaredError{}, L1{0.1}, options);
    };
    CHECK_THROWS_WITH(fit({.lower = Vector<double>::Zero(2)}),
                      "CoordinateDescent: lower needs a bound for each of 3 features or one for all, got 2");
    CHECK_THROWS_WITH(fit({.upper = Vector<double>::Zero(4)}),
                      "CoordinateDescent: upper needs a bound for each of 3 features or one for all, got 4");
    CHECK_THROWS_WITH(fit({.lower = Vector<double>{{-1, 0, 0.5}}}),
                      "CoordinateDescent: lower must be <= 0, got 0.5 at 2");
    CHECK_THROWS_WITH(fit({.upper = one(-2)}), "CoordinateDescent: upper must be >= 0, got -2 at 0");
    CHECK_THROWS_WITH(fit({.upper = one(std::nan(""))}),
                      "CoordinateDescent: upper must be >= 0, got nan at 0");
    CHECK_THROWS_WITH(coordinate_descent(design, t, SquaredError{}, GroupLasso{0.1}, {.lower = one(0)}),
                      "coordinate_descent: bounds are those of single weights, a penalty of groups takes "
                      "none");
    CHECK_NOTHROW(fit({.lower = one(-infinity), .upper = one(infinity)}));
}

/// The least 1/2 w'Hw - l'w + sum v |w| within the bounds: the best of the points where each weight is at a
/// bound, zero, or free with either sign.
Vector<double> by_enumeration(const Matrix<double>& h, const Vector<double>& l, const Vector<double>& v,
                              const Vector<double>& lower, const Vector<double>& upper) {
    const Index n = l.size();
    Vector<double> best = Vector<double>::Zero(n);
    double least = 0;
    for (int code = 0; code < std::pow(5, n); ++code) {
        Vector<double> w = Vector<double>::Zero(n), pull(n);
        std::vector<Index> moving;
        for (Index i = 0, rest = code; i < n; ++i, rest /= 5) {
            if (rest % 5 == 1) w[i] = lower[i];
            if (rest % 5 == 2) w[i] = upper[i];
            if (rest % 5 < 3) continue;
            pull[i] = rest % 5 == 3 ? v[i] : -v[i];
            moving.push_back(i);
        }
        if (!w.allFinite()) continue;
        if (!moving.empty()) {
            const Vector<double> right = (l - h * w - pull)(moving);
            w(moving) = Vector<double>{Matrix<double>{h(moving, moving)}.ldlt().solve(right)};
        }
        if (!(w.array() >= lower.array()).all() || !(w.array() <= upper.array()).all()) continue;
        const double value = 0.5 * w.dot(h * w) - l.dot(w) + v.dot(w.cwiseAbs());
        if (value < least) least = value, best = w;
    }
    return best;
}

TEST_CASE("non-negative least squares and the lasso in a box are the best of all sets of active bounds") {
    const Index n = 5;
    for (std::uint64_t seed = 1; seed <= 16; ++seed) {
        Matrix<double> x = test::drawn(seed, n, 14);
        x.row(1) += 2 * x.row(3);
        const Matrix<double> t = test::drawn(seed + 40, 1, 14) + x.row(0) - 0.7 * x.row(1);
        const Matrix<double> c = x.colwise() - x.rowwise().mean();
        const Matrix<double> h = c * c.transpose() / 14;
        const Vector<double> l = c * t.transpose() / 14;
        const bool box = seed % 2 == 0;
        const double strength = seed % 4 < 2 ? 0 : 0.05;
        const Vector<double> lower = box ? Vector<double>{{-0.2, -0.3, 0, -infinity, -0.1}}
                                         : Vector<double>{Vector<double>::Zero(n)},
                             upper = box ? Vector<double>{{0.5, infinity, 0.3, 0.2, 0}}
                                         : Vector<double>{Vector<double>::Constant(n, infinity)},
                             factors{{1, 2, 0, 0.5, 1}};
        const auto known = by_enumeration(h, l, strength * factors, lower, upper);
        const auto fit = coordinate_descent(Design{x}, t, SquaredError{}, L1{strength},
                                            {.penalty_factors = factors,
                                             .lower = box ? lower : one(0),
                                             .upper = box ? upper : one(infinity)});
        CAPTURE(seed, known, fit.weights, fit.certificate.gap);
        CHECK((fit.weights - known).norm() < 1e-12);
        CHECK(((fit.weights.array() == 0) == (known.array() == 0)).all());
        CHECK((fit.weights.array() == upper.array()).count() == (known.array() == upper.array()).count());
        CHECK((fit.certificate.converged && fit.certificate.gap <= 1e-12));
    }
}

/// A penalty of the weights, features x outputs, times factors, within bounds. The last row may be
/// intercepts.
struct Boxed {
    double l1, l2;
    Vector<double> factors, lower, upper;

    double value(const auto& w) const {
        double sum = 0;
        for (Index j = 0; j < factors.size(); ++j)
            sum += factors[j] * (l1 * w.row(j).cwiseAbs().sum() + l2 / 2 * w.row(j).squaredNorm());
        return sum;
    }
    void add_gradient(const auto& w, auto&& g) const {
        for (Index j = 0; j < factors.size(); ++j)
            g.row(j) += factors[j] * (l1 * w.row(j).cwiseSign() + l2 * w.row(j));
    }
    void prox(auto&& w, double step) const {
        for (Index j = 0; j < factors.size(); ++j)
            for (Index c = 0; c < w.cols(); ++c) {
                const double t = step * factors[j], size = std::max(std::abs(w(j, c)) - t * l1, 0.0);
                const double to = std::copysign(size, w(j, c)) / (1 + t * l2);
                w(j, c) = std::min(std::max(to, lower[j]), upper[j]);
            }
    }
};

struct Problem {
    Matrix<double> x, t;
    ElasticNet penalty;
    CoordinateDescent options;

    Boxed boxed() const {
        return {penalty.l1().strength, penalty.l2().strength, options.penalty_factors, options.lower,
                options.upper};
    }
};

template <class Loss>
Problem problem(std::uint64_t seed) {
    const Index n = 4 + static_cast<Index>(seed % 5), m = 30,
                width = std::same_as<Loss, Logistic>       ? 1
                        : std::same_as<Loss, SquaredError> ? 2
                                                           : 3;
    Problem p{test::drawn(seed, n, m), {}, {.strength = 0.02, .l1_ratio = seed % 3 == 0 ? 0.5 : 1}, {}};
    if (seed % 2) p.x = (p.x.array().abs() < 0.6).select(0, p.x);
    const Matrix<double> w = test::drawn(seed + 100, n, width);
    p.t = w.transpose() * p.x + test::drawn(seed + 200, width, m);
    if constexpr (std::same_as<Loss, Logistic>) {
        p.t = (p.t.array() > 0).template cast<double>().matrix().eval();
    } else if constexpr (!std::same_as<Loss, SquaredError>) {
        for (Index i = 0; i < m; ++i) {
            Index top = 0;
            p.t.col(i).maxCoeff(&top);
            p.t.col(i) = Vector<double>::Unit(width, top);
        }
    }
    p.options.intercept = seed % 4 < 2;
    p.options.penalty_factors = test::drawn(seed + 300, n).cwiseAbs();
    p.options.penalty_factors[1] = 0;
    p.options.lower = -0.5 * test::drawn(seed + 400, n).cwiseAbs();
    p.options.upper = 0.5 * test::drawn(seed + 500, n).cwiseAbs();
    p.options.lower[0] = p.options.upper[2] = 0;
    p.options.upper[0] = p.options.lower[3] = infinity;
    p.options.lower[3] = -infinity;
    if (seed % 5 < 2) p.options.sample_weights = test::drawn(seed + 600, m).cwiseAbs();
    return p;
}

/// The objective, and the gradient of the loss, of weights with the intercepts in the last row.
template <class Loss>
double cost(const Problem& p, const Matrix<double>& w, Matrix<double>& g) {
    const Index n = p.x.rows();
    const Loss loss;
    const Vector<double> count = relative_weights(p.options.sample_weights);
    Matrix<double> y = w.topRows(n).transpose() * p.x, dy;
    if (w.rows() > n) y.colwise() += Vector<double>{w.row(n).transpose()};
    const double value = value_and_gradient(SampleWeights{loss, count}, y, p.t, dy);
    g.resize(w.rows(), w.cols());
    g.topRows(n) = p.x * dy.transpose();
    if (w.rows() > n) g.row(n) = dy.rowwise().sum().transpose();
    return value;
}

template <class Loss>
double objective(const Problem& p, const LinearFit& fit) {
    Matrix<double> w(p.x.rows() + 1, p.t.rows()), g;
    w << fit.weights, fit.intercept.transpose();
    return cost<Loss>(p, w, g) + p.boxed().value(fit.weights);
}

/// Fits random problems, compares them with another solver, and the gaps of fits that are not finished with
/// the excess. Returns the number of bounds that hold a weight other than 0.
template <class Loss>
Index compare(std::uint64_t from, std::uint64_t count) {
    Index held = 0;
    for (std::uint64_t seed = from; seed < from + count; ++seed) {
        const Problem p = problem<Loss>(seed);
        const Design design = seed % 2 ? Design{Eigen::SparseMatrix<double>{p.x.sparseView()}} : Design{p.x};
        const auto fit = coordinate_descent(design, p.t, Loss{}, p.penalty, p.options);
        Matrix<double> w = Matrix<double>::Zero(p.x.rows() + p.options.intercept, p.t.rows());
        const auto f = [&](const auto& at, auto& g) {
            Matrix<double> slope;
            const double value = cost<Loss>(p, at, slope);
            g = slope;
            return value;
        };
        const Certificate other =
            minimize(w, f, ProximalGradient{.tolerance = 1e-11, .max_iterations = 200000}, p.boxed());
        const double best = objective<Loss>(p, fit);
        CAPTURE(seed, fit.weights, w, fit.certificate.gap, other.residual);
        CHECK(fit.certificate.converged);
        CHECK(std::abs(fit.certificate.objective - best) < 1e-13);
        CHECK(std::abs(best - other.objective) < 1e-11);
        Matrix<double> apart = (fit.weights - w.topRows(p.x.rows())).transpose();
        if constexpr (std::same_as<Loss, SoftmaxCrossEntropy>)  // free weights may have any mean of outputs
            apart.rowwise() -= apart.colwise().mean().eval();
        CHECK(apart.norm() < 1e-6);
        for (Index c = 0; c < w.cols(); ++c)
            for (Index j = 0; j < p.x.rows(); ++j) {
                const double of = fit.weights(j, c), low = p.options.lower[j], high = p.options.upper[j];
                CHECK((low <= of && of <= high));
                held += of != 0 && (of == low || of == high);
            }
        for (const int passes : {1, 2, 3}) {
            CoordinateDescent hasty = p.options;
            hasty.max_passes = passes;
            hasty.tolerance = 0;
            const auto early = coordinate_descent(design, p.t, Loss{}, p.penalty, hasty);
            CHECK(early.certificate.gap >= early.certificate.objective - best - 1e-14);
        }
    }
    return held;
}

TEST_CASE("models with bounds are those of proximal gradient steps, for each loss") {
    CHECK(compare<SquaredError>(1, 10) >= 10);
    CHECK(compare<Logistic>(21, 10) >= 10);
    CHECK(compare<SoftmaxCrossEntropy>(41, 10) >= 10);
}

TEST_CASE("the gap with bounds is at least the excess, at any point within them") {
    const Problem p = problem<SquaredError>(7);
    const Matrix<double> t = p.t.topRows(1);
    const Design design{p.x};
    const Columns columns{design, false};
    CoordinateDescent options = p.options;
    options.intercept = false;
    options.sample_weights.resize(0);
    for (const double far : {1.0, 30.0}) {
        options.lower = far * p.options.lower;
        options.upper = far * p.options.upper;
        options.lower[3] = -2, options.upper[3] = 0.1;
        options.lower[1] = -1, options.upper[1] = 0.4;  // its factor is 0
        const double best =
            coordinate_descent(design, t, SquaredError{}, p.penalty, options).certificate.objective;
        const Entrywise terms{p.penalty, options.penalty_factors, options.lower, options.upper};
        int above = 0;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) {
            LinearPoint at;
            at.weights = 0.3 * test::drawn(seed, p.x.rows(), 1);
            for (Index j = 0; j < p.x.rows(); ++j) at.weights(j) = terms(j, 0).bounds().clamp(at.weights(j));
            at.scores = at.weights.transpose() * p.x;
            at.loss = value_and_gradient(SquaredError{}, at.scores, t, at.g);
            at.slope = p.x * at.g.transpose();
            const double excess = at.loss + value_of(terms, at.weights) - best;
            CHECK(duality_gap(SquaredError{}, columns, t, at, terms, false) >= excess);
            above += excess > 0.01;
        }
        CHECK(above > 40);
    }
}

TEST_CASE("bounds that do not bind change nothing, far ones prove as much, and both 0 remove a feature") {
    const Matrix<double> x = test::drawn(1, 7, 40);
    const Matrix<double> t = Matrix<double>{{1, 0.8, 0, 0.6, 0, 1.1, 0.2}} * x + 0.1 * test::drawn(2, 1, 40);
    const Design design{x};
    const auto fit = [&](double strength, const CoordinateDescent& options) {
        return coordinate_descent(design, t, SquaredError{}, L1{strength}, options);
    };
    const auto lasso = fit(0.1, {});
    CHECK(lasso.weights.minCoeff() >= 0);
    CHECK((fit(0.1, {.lower = one(0)}).weights - lasso.weights).norm() < 1e-13);
    for (const double far : {1e6, 1e300}) {
        const CoordinateDescent wide{.lower = one(-far), .upper = one(far)};
        const auto in_box = fit(0.1, wide);
        CHECK((in_box.weights - lasso.weights).norm() < 1e-13);
        CHECK((in_box.certificate.converged && in_box.certificate.gap <= 1e-10));
        CHECK(fit(0, wide).certificate.converged);
        const Labels labels = (t.array() > 0.4).cast<int>().matrix().transpose();
        CHECK(coordinate_descent(design, labels, Logistic{}, L1{0.01}, wide).certificate.converged);
    }
    Vector<double> ends = Vector<double>::Constant(7, infinity);
    ends[3] = 0;
    const auto without = fit(0.1, {.lower = -ends, .upper = ends});
    const std::vector<Index> others{0, 1, 2, 4, 5, 6};
    const auto known =
        coordinate_descent(Design{Matrix<double>{x(others, Eigen::all)}}, t, SquaredError{}, L1{0.1});
    CHECK(without.weights(3) == 0);
    CHECK((without.weights(others, Eigen::all) - known.weights).norm() < 1e-13);
    CHECK(without.certificate.converged);
}

TEST_CASE("the weights are those of glmnet 4.1-6 with lower.limits and upper.limits") {
    Matrix<double> x{
        {2, -1, 0.5, 1, -2, 0, 1.5, -0.5}, {-3, 3, 6, 0, 4.5, -6, 3, -3}, {0.5, 1.5, -1, 3, 0, 1, 2, -2}};
    const Matrix<double> t{{3.1, -1, 0.2, 4, -3.5, 1.2, 3, -2.4}};
    Vector<double> lower{{0, -0.05, -infinity}}, upper{{1.2, infinity, 0.4}};
    // glmnet(x, t, lambda = 0.1, standardize = FALSE, lower.limits = lower, upper.limits = upper)
    const auto fit =
        coordinate_descent(Design{x}, t, SquaredError{}, L1{0.1}, {.lower = lower, .upper = upper});
    CHECK((fit.weights - Vector<double>{{1.2, -0.05, 0.4}}).norm() < 1e-8);
    CHECK(std::abs(fit.intercept[0] - 0.128125) < 1e-8);
    // the same with standardize = TRUE
    const Vector<double> deviation =
        (x.colwise() - x.rowwise().mean()).cwiseAbs2().rowwise().mean().cwiseSqrt();
    x = Matrix<double>{deviation.cwiseInverse().asDiagonal() * x};
    lower.array() *= deviation.array();
    upper.array() *= deviation.array();
    const auto scaled =
        coordinate_descent(Design{x}, t, SquaredError{}, L1{0.1}, {.lower = lower, .upper = upper});
    const Vector<double> w = scaled.weights.col(0).cwiseQuotient(deviation);
    CHECK((w - Vector<double>{{1.2, -0.04397629, 0.4}}).norm() < 1e-8);
    CHECK(std::abs(scaled.intercept[0] - 0.12473666) < 1e-8);
}

TEST_CASE("a bounded logistic regression of separable data has a minimum, at its bounds") {
    const Matrix<double> x = test::drawn(1, 2, 30);
    const Labels labels = (x.row(0).array() > 0).cast<int>().matrix().transpose();
    CHECK_FALSE(coordinate_descent(Design{x}, labels, Logistic{}, L2{0}).certificate.converged);
    const auto fit =
        coordinate_descent(Design{x}, labels, Logistic{}, L2{0}, {.lower = one(-3), .upper = one(5)});
    CHECK(fit.certificate.converged);
    CHECK(fit.weights(0) == 5);
}

TEST_CASE("a path within bounds is its fits one by one, from a start beyond them too") {
    const Matrix<double> x = test::drawn(1, 30, 25), t = 2 * test::drawn(2, 1, 25);
    const Design design{x};
    std::vector<L1> penalties;
    for (int k = 0; k < 12; ++k) penalties.push_back({0.6 * std::pow(0.6, k)});
    const CoordinateDescent options{.lower = one(-0.2), .upper = one(0.1)};
    const auto path = coordinate_descent_path(design, t, SquaredError{}, penalties, options);
    const auto beyond = coordinate_descent(design, t, SquaredError{}, penalties[11]);
    REQUIRE((beyond.weights.maxCoeff() > 0.1 && beyond.weights.minCoeff() < -0.2));
    for (std::size_t k = 0; k < 12; ++k) {
        const auto alone = coordinate_descent(design, t, SquaredError{}, penalties[k], options, &beyond);
        CHECK((alone.weights - path[k].weights).norm() < 1e-9);
        CHECK((path[k].certificate.converged && alone.certificate.converged));
        CHECK((path[k].weights.maxCoeff() <= 0.1 && path[k].weights.minCoeff() >= -0.2));
    }
    CHECK((path[11].weights.array() == 0.1).count() > 2);
    CHECK((path[11].weights.array() == -0.2).count() > 2);
}

TEST_CASE("with a nonconvex penalty and bounds no single weight can be improved") {
    Matrix<double> x = test::drawn(3, 9, 30);
    x.row(5) = x.row(2) + 0.3 * x.row(5);
    const Matrix<double> y = 2 * x.row(2) - x.row(7) + 0.8 * x.row(0) + test::drawn(4, 1, 30);
    const Design design{x};
    const auto improve = [&](const auto& penalty, double low, double high) {
        const auto fit = coordinate_descent(
            design, y, SquaredError{}, penalty,
            {.tolerance = 1e-12, .intercept = false, .lower = one(low), .upper = one(high)});
        const auto cost = [&](const Matrix<double>& w) {
            return SquaredError{}.value(w.transpose() * x, y) + penalty.value(w);
        };
        CHECK(fit.certificate.converged);
        CHECK((fit.weights.array() == high).any());
        double lower = 0;
        for (Index j = 0; j < 9; ++j)
            for (int k = 0; k <= 1000; ++k) {
                Matrix<double> w = fit.weights;
                w(j) = low + (high - low) * k / 1000;
                lower = std::max(lower, cost(fit.weights) - cost(w));
            }
        return lower;
    };
    for (const double high : {0.3, 0.7, 1.5}) {
        CHECK(improve(Mcp{.strength = 0.2, .gamma = 2.5}, -0.4, high) <= 1e-13);
        CHECK(improve(Scad{.strength = 0.2, .a = 3.0}, -0.4, high) <= 1e-13);
    }
}

TEST_CASE("bounds hold for models of counts, costs and outliers, with true gaps") {
    const Matrix<double> x = test::drawn(1, 5, 40), noise = test::drawn(2, 1, 40);
    const Matrix<double> y = Matrix<double>{{0.6, -0.5, 0.3, 0, 0}} * x;
    const Matrix<double> size = (y + 0.4 * noise).array().exp();
    const CoordinateDescent bounded{.tolerance = 1e-12,
                                    .lower = Vector<double>::Constant(1, -0.1),
                                    .upper = Vector<double>::Constant(1, 0.4)};
    const auto hold = [&](const auto& loss, const Matrix<double>& t) {
        const LinearFit fit = coordinate_descent(Design{x}, t, loss, L1{0.01}, bounded);
        CHECK(fit.certificate.converged);
        CHECK(fit.weights(0) == 0.4);
        CHECK(fit.weights(1) == -0.1);
        // no move of one weight between its bounds is better
        const auto objective = [&](const Matrix<double>& w) {
            const Matrix<double> scores = ((w.transpose() * x).array() + fit.intercept[0]).matrix();
            return loss.value(scores, t) + 0.01 * w.lpNorm<1>();
        };
        const double least = objective(fit.weights);
        CHECK(std::abs(least - fit.certificate.objective) < 1e-12);
        for (Index j = 0; j < 5; ++j)
            for (const double by : {-0.01, 0.01}) {
                Matrix<double> w = fit.weights;
                w(j) = std::clamp(w(j) + by, -0.1, 0.4);
                CHECK(objective(w) >= least - 1e-12);
            }
    };
    hold(PoissonLoss{}, Matrix<double>{(3 * size).array().round()});
    hold(GammaLoss{}, size);
    hold(Huber{.delta = 0.5}, Matrix<double>{y + 0.2 * noise});
}

}  // namespace tests::linear_bounds
