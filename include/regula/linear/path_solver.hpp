#pragma once

#include <regula/linear/dual.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/linear/quadratic_model.hpp>
#include <regula/linear/working_set.hpp>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// How coordinate descent goes about it.
struct CoordinateDescent {
    double tolerance = 1e-10;  ///< of the duality gap; without a dual of the residual: see Certificate
    int max_passes = 500;      ///< over the data, for each penalty
    bool intercept = true;     ///< one that is not penalised
    Vector<double> penalty_factors = {};  ///< multiply the penalty of each feature; 0 leaves it free

    void check(Index features) const {
        require(tolerance >= 0, "CoordinateDescent: tolerance must be >= 0, got ", tolerance);
        require(max_passes > 0, "CoordinateDescent: max_passes must be > 0, got ", max_passes);
        const auto& v = penalty_factors;
        require(v.size() == 0 || v.size() == features,
                "CoordinateDescent: needs a penalty factor for each of ", features, " features, got ",
                v.size());
        require(v.size() == 0 || (v.allFinite() && v.minCoeff() >= 0),
                "CoordinateDescent: penalty_factors must be >= 0 and finite, got ",
                v.size() == 0 ? 0.0 : v.minCoeff());
    }
};

/// A path of one loss over outputs that hang together: minimises
///
///     J(W'x + b) + sum_ij v_i Omega(w_ij)
///
/// for penalties one after the other, by proximal Newton steps on a working set of features. The second
/// derivatives of the loss over the set are kept as a matrix, and renewed when they mislead; the gradient is
/// exact, of all features, and gives the certificate and the features that the set lacks. Several penalties
/// go together, because a product of the data with many vectors costs little more than with one.
template <LinearLoss Loss, ElementwiseProx P>
class PathSolver {
public:
    /// Targets are outputs x samples.
    PathSolver(const Columns& columns, const Matrix<double>& y, const Loss& loss,
               const CoordinateDescent& options)
        : columns_{columns},
          targets_{y},
          loss_{loss},
          options_{options},
          outputs_{y.rows()},
          set_{columns, y.rows(), options.intercept} {
        centre_.w = Matrix<double>::Zero(0, outputs_);
        centre_.intercept = Vector<double>::Zero(outputs_);
        evaluate({&centre_});
        none_ = centre_.loss;
        steep_ = centre_.slope.cwiseAbs().maxCoeff();
        bend(centre_);
    }

    /// The objective of the model whose weights are all zero.
    double objective_of_none() const { return none_; }

    /// Begins at the weights of another fit (features x outputs).
    void start(const Matrix<double>& from) {
        std::vector<Index> support;
        for (Index j = 0; j < columns_.features(); ++j)
            if (columns_.mean_square()[j] > 0 && (from.row(j).array() != 0).any()) support.push_back(j);
        set_.add(support);
        centre_.w = from(support, Eigen::all);
        evaluate({&centre_});
        bend(centre_);
    }

    /// The fits of penalties, each of which begins where the one before ended; the gap is absolute.
    std::vector<LinearFit> run(const std::vector<P>& penalties) {
        std::vector<LinearFit> fits;
        fits.reserve(penalties.size());
        std::size_t together = 1;
        while (fits.size() < penalties.size()) {
            const std::size_t count = std::min(together, penalties.size() - fits.size());
            const int passes = solve(penalties.data() + fits.size(), count, fits);
            together =
                passes <= 6 ? std::min<std::size_t>(2 * together, 8) : std::max<std::size_t>(1, together / 2);
        }
        return fits;
    }

private:
    /// A model, and what is known of it.
    struct Point {
        const P* penalty = nullptr;
        Matrix<double> w;  // of the working set, features x outputs
        Vector<double> intercept;
        Matrix<double> scores, g;  // outputs x samples: y, dJ/dy
        Matrix<double> slope;      // dJ/dW, features x outputs
        double loss = 0, objective = std::numeric_limits<double>::infinity();
        double error = std::numeric_limits<double>::infinity();  // what the tolerance is about
        double best = std::numeric_limits<double>::infinity();   // the least error so far
        int idle = 0;                                            // passes since then
        Certificate certificate;
        Matrix<double> before;  // the weights of the last step that went down
    };

    /// Solves `count` penalties, adds their fits. Returns how often the data were passed.
    int solve(const P* penalties, std::size_t count, std::vector<LinearFit>& fits) {
        add_features({&centre_}, penalties[count - 1], ahead);
        std::vector<Point> points(count, centre_);
        std::vector<Point*> open;
        for (std::size_t i = 0; i < count; ++i) {
            points[i].penalty = &penalties[i];
            open.push_back(&points[i]);
        }
        minimise_model(centre_, open);
        int passes = 0;
        while (!open.empty()) {
            evaluate(open);
            ++passes;
            bool misled = false;
            std::vector<Point*> left;
            for (Point* point : open) {
                const double before = point->error;
                certify(*point);
                ++point->certificate.iterations;
                point->idle = point->error < point->best ? 0 : point->idle + 1;
                point->best = std::min(point->best, point->error);
                misled = misled || point->error > 0.05 * before;
                if (!point->certificate.converged && point->idle < 20 && passes < options_.max_passes)
                    left.push_back(point);
            }
            open = std::move(left);
            if (open.empty()) break;
            const bool grown = add_features(open, *open.back()->penalty, 0);
            if (misled && !grown && !constant) bend(*open.front());
            for (Point* point : open) step(*point);
        }
        for (const Point& point : points) fits.push_back(fit(point));
        centre_ = std::move(points.back());
        centre_.certificate = {};
        centre_.error = centre_.best = centre_.objective = std::numeric_limits<double>::infinity();
        centre_.idle = 0;
        return passes;
    }

    /// Renews the second derivatives.
    void bend(const Point& point) {
        set_.bend(curvature(point));
        factor_.reset();
    }

    /// To the minimum of the model around the point; if the last step went up, back half of it.
    void step(Point& point) {
        const bool up = point.certificate.objective > point.objective + 1e-9 * std::abs(point.objective);
        widen(point.w);
        if (up) {
            widen(point.before);
            point.w = Matrix<double>{0.5 * (point.w + point.before)};
            return;
        }
        point.objective = point.certificate.objective;
        point.before = point.w;
        minimise_model(point, {&point});
    }

    /// The weights of points by the quadratic model around one of them, or around another.
    void minimise_model(const Point& around, const std::vector<Point*>& points) {
        Matrix<double> w = around.w;
        widen(w);
        if (set_.size() == 0) return;  // all weights are zero, and stay so
        const Matrix<double> slope = around.slope(set_.features(), Eigen::all);
        const auto hessian = set_.hessian();
        QuadraticModel model{hessian, factor_, w.reshaped<Eigen::RowMajor>(),
                             slope.reshaped<Eigen::RowMajor>()};
        // An exact model is solved exactly, which costs little and saves features that come in by mistake.
        const double asked = constant ? std::min(options_.tolerance, 1e-10) : options_.tolerance;
        const double tolerance = 1e-3 * asked * slope.norm();
        for (Point* point : points) {
            const Entrywise<P> penalty{*point->penalty, options_.penalty_factors};
            const auto entry = [&](Index i) {
                return penalty(set_.features()[static_cast<std::size_t>(i / outputs_)], i % outputs_);
            };
            model.minimise(entry, tolerance);
            point->w = model.weights().reshaped<Eigen::RowMajor>(set_.size(), outputs_);
        }
    }

    /// Weights of features that came later are zero.
    void widen(Matrix<double>& w) const {
        const Index old = w.rows();
        if (old == set_.size()) return;
        w.conservativeResize(set_.size(), outputs_);
        w.bottomRows(set_.size() - old).setZero();
    }

    /// Adds the features that would leave zero under a penalty if the slope at one of the points were
    /// steeper.
    bool add_features(const std::vector<Point*>& points, const P& last, double steeper) {
        std::vector<std::pair<double, Index>> found;
        for (Index j = 0; j < columns_.features(); ++j) {
            const double curve = Dual<Loss>::steepest * columns_.mean_square()[j];
            if (set_.contains(j) || !(curve > 0)) continue;
            double most = 0;
            for (const Point* point : points)
                for (Index c = 0; c < outputs_; ++c) {
                    const P& penalty = steeper > 0 ? last : *point->penalty;
                    const double to = -(1 + steeper) * point->slope(j, c) / curve;
                    const auto entry = Entrywise<P>{penalty, options_.penalty_factors}(j, c);
                    most = std::max(most, curve * std::abs(entry.prox(to, 1 / curve)));
                }
            if (most > 0) found.emplace_back(-most, j);
        }
        const std::size_t room = static_cast<std::size_t>(std::max<Index>(100, set_.size()));
        if (found.size() > room) {
            std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(room), found.end());
            found.resize(room);
        }
        std::vector<Index> features;
        for (const auto& [_, j] : found) features.push_back(j);
        std::sort(features.begin(), features.end());
        set_.add(features);
        return !features.empty();
    }

    /// Scores, the best intercept for the weights, loss and gradient; the data are passed once for all
    /// points.
    void evaluate(const std::vector<Point*>& points) {
        const Index m = columns_.samples(), count = static_cast<Index>(points.size());
        Matrix<double> w = Matrix<double>::Zero(set_.size(), count * outputs_), g(m, count * outputs_);
        for (Index i = 0; i < count; ++i) {
            const Matrix<double>& of_point = points[static_cast<std::size_t>(i)]->w;
            w.block(0, i * outputs_, of_point.rows(), outputs_) = of_point;
        }
        const Matrix<double> scores = set_.times(w);
        for (Index i = 0; i < count; ++i) {
            Point& point = *points[static_cast<std::size_t>(i)];
            point.scores = scores.middleCols(i * outputs_, outputs_).transpose();
            add_best_intercept(point);
            g.middleCols(i * outputs_, outputs_) = point.g.transpose();
        }
        const Matrix<double> slopes = columns_.transpose_times(g);
        for (Index i = 0; i < count; ++i)
            points[static_cast<std::size_t>(i)]->slope = slopes.middleCols(i * outputs_, outputs_);
    }

    /// Adds the intercept to the scores, by Newton's method with halved steps from the one that the point
    /// has.
    void add_best_intercept(Point& point) {
        const Matrix<double> scores = point.scores;
        if (options_.intercept) point.scores.colwise() += point.intercept;
        point.loss = value_and_gradient(loss_, point.scores, targets_, point.g);
        if (!options_.intercept) return;
        Vector<double> slope = point.g.rowwise().sum();
        for (int i = 0; i < 50 && slope.cwiseAbs().maxCoeff() > 1e-15; ++i) {
            const Matrix<double> whole = curvature(point).colwise().sum().reshaped(outputs_, outputs_);
            Vector<double> step = whole.completeOrthogonalDecomposition().solve(slope);
            const Vector<double> from = point.intercept;
            const double loss = point.loss, steep = slope.norm();
            for (int half = 0; half < 40; ++half, step *= 0.5) {
                point.intercept = from - step;
                point.scores = scores.colwise() + point.intercept;
                point.loss = value_and_gradient(loss_, point.scores, targets_, point.g);
                slope = point.g.rowwise().sum();
                if (point.loss <= loss * (1 + 1e-12)) break;
            }
            if (slope.norm() > 0.5 * steep && steep < 1e-14) break;  // rounding is all that is left
        }
    }

    /// The second derivatives of the loss over the outputs of each sample: samples x outputs^2.
    Matrix<double> curvature(const Point& point) const {
        Matrix<double> curves(columns_.samples(), outputs_ * outputs_), along, bent;
        for (Index c = 0; c < outputs_; ++c) {
            along = Matrix<double>::Zero(outputs_, columns_.samples());
            along.row(c).setOnes();
            loss_.curvature(point.scores, targets_, along, bent);
            curves.middleCols(c * outputs_, outputs_) = bent.transpose();
        }
        return curves;
    }

    /// The objective, the gap and the residual.
    void certify(Point& point) const {
        const Entrywise<P> penalty{*point.penalty, options_.penalty_factors};
        Matrix<double> w = Matrix<double>::Zero(columns_.features(), outputs_);
        w(set_.features(), Eigen::all) = point.w;
        double charged = 0, worst = 0;
        for (Index c = 0; c < outputs_; ++c)
            for (Index j = 0; j < columns_.features(); ++j) {
                const auto entry = penalty(j, c);
                if (w(j, c) != 0) charged += entry.value(w(j, c));
                const double curve = Dual<Loss>::steepest * columns_.mean_square()[j];
                if (!(curve > 0)) continue;
                const double there = entry.prox(w(j, c) - point.slope(j, c) / curve, 1 / curve);
                worst = std::max(worst, curve * std::abs(w(j, c) - there));
            }
        Certificate& proof = point.certificate;
        proof.objective = point.loss + charged;
        proof.residual = worst;
        point.error = worst / std::max(steep_, std::numeric_limits<double>::min());
        if constexpr (ConjugatePenalty<P>) {
            const double least = dual_objective<Loss>(point.g, targets_, point.slope, w, penalty);
            proof.gap = std::max(0.0, proof.objective - least);
            point.error = proof.gap / std::max(none_, std::numeric_limits<double>::min());
        }
        proof.converged = point.error <= options_.tolerance;
    }

    LinearFit fit(const Point& point) const {
        LinearFit result{Matrix<double>::Zero(columns_.features(), outputs_), point.intercept,
                         point.certificate};
        const auto& features = set_.features();
        for (Index a = 0; a < point.w.rows(); ++a)
            result.weights.row(features[static_cast<std::size_t>(a)]) = point.w.row(a);
        result.certificate.method = constant ? "coordinate descent" : "proximal Newton";
        return result;
    }

    static constexpr bool constant = std::is_same_v<Loss, SquaredError>;  // second derivatives
    static constexpr double ahead = 0.1;

    Columns columns_;
    const Matrix<double>& targets_;
    Loss loss_;
    const CoordinateDescent& options_;
    Index outputs_;
    WorkingSet set_;
    SupportFactor factor_;
    Point centre_;
    double none_ = 0, steep_ = 0;
};

}  // namespace regula::inline REGULA_ABI
