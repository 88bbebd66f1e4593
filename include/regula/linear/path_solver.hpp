#pragma once

#include <regula/linear/best_intercept.hpp>
#include <regula/linear/group_model.hpp>
#include <regula/linear/group_optimality.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/linear/optimality.hpp>
#include <regula/linear/quadratic_model.hpp>
#include <regula/linear/screening.hpp>
#include <regula/linear/working_set.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Regularization path for one loss over coupled outputs (softmax, or groups that reach over outputs), or for
/// one output: minimises
///
///     J(W'x + b + o) + sum_ij v_i Omega(w_ij),     or with a penalty of groups     J(W'x + b + o) + Omega(W)
///
/// for one penalty after the other, by proximal Newton steps on a working set of features, with offsets o of
/// the samples. The solver keeps the second derivatives of the loss over the set as a matrix, and renews them
/// when they mislead. The
/// gradient is exact, over all features; it gives the certificate and the features that the set lacks.
/// Several penalties are solved together, because a product of the data with many vectors costs little more
/// than with one.
template <LinearLoss Loss, PathPenalty P>
class PathSolver {
public:
    /// Targets are outputs x samples, and so are the offsets, if there are any.
    PathSolver(const Columns& columns, const Matrix<double>& y, const Loss& loss,
               const CoordinateDescent& options, const Matrix<double>& offset = {})
        : columns_{columns},
          targets_{y},
          offset_{offset},
          mean_{Vector<double>::Zero(y.rows())},
          loss_{loss},
          sample_weights_{relative_weights(options.sample_weights)},
          options_{options},
          outputs_{y.rows()},
          set_{columns, alike ? 1 : y.rows(), options.intercept},
          accuracy_{0.1 * std::min(options.residual_tolerance, std::sqrt(options.tolerance))} {
        if (Dual<Loss>::of_residuals && options.intercept) centre_targets();
        begin_at_none();
        none_ = {centre_.at.loss, centre_.at.residuals()};
        set_curvature(centre_);
    }

    /// The objective of the model with all weights zero.
    double objective_of_none() const { return none_.loss; }

    /// Starts from the weights of another fit (features x outputs), or the nearest within the bounds.
    void start(const Matrix<double>& from) {
        std::vector<Index> support;
        for (Index j = 0; j < columns_.features(); ++j)
            if (columns_.mean_square()[j] > 0 && (from.row(j).array() != 0).any()) support.push_back(j);
        set_.add(support);
        centre_.w = from(support, Eigen::all);
        for (Index a = 0; options_.bounded() && a < centre_.w.rows(); ++a) {
            const Bounds bounds =
                bounds_of(options_.lower, options_.upper, support[static_cast<std::size_t>(a)]);
            for (Index c = 0; c < outputs_; ++c) centre_.w(a, c) = bounds.clamp(centre_.w(a, c));
        }
        evaluate({&centre_});
        set_curvature(centre_);
    }

    /// The fits of the penalties, by warm starts; gaps are absolute.
    std::vector<LinearFit> run(const std::vector<P>& penalties) {
        std::vector<LinearFit> fits;
        fits.reserve(penalties.size());
        set_terms(penalties);
        std::size_t together = 1;
        while (fits.size() < penalties.size()) {
            const std::size_t count = std::min(together, penalties.size() - fits.size());
            const int passes = solve(terms_.data() + fits.size(), count, fits);
            together =
                passes <= 6 ? std::min<std::size_t>(2 * together, 8) : std::max<std::size_t>(1, together / 2);
        }
        return fits;
    }

private:
    static constexpr bool by_group = !ElementwiseProx<P>;

    /// The terms of a penalty: one a weight, or one a group.
    using Terms = typename std::conditional_t<by_group, std::type_identity<Groupwise>, EntrywiseOf<P>>::type;

    /// A model, with its certificate and the progress of the solver.
    struct Point {
        const Terms* penalty = nullptr;
        Matrix<double> w;  // of the working set, features x outputs
        LinearPoint at;
        Certificate certificate;
        double error = infinity;   // the larger of the relative violation and gap
        double excess = infinity;  // the larger of both as a multiple of the tolerance
        Matrix<double> before;     // the last weights that did not raise the objective
        Vector<double> intercept_before;
        double objective = 0;  // at these weights
        LinearFit best;
        double least = infinity;  // the error of the best
        int idle = 0;             // passes since the best
    };

    /// The terms of the penalties. Those of groups must all have the same.
    void set_terms(const std::vector<P>& penalties) {
        terms_.clear();
        for (const P& penalty : penalties) {
            if constexpr (by_group) {
                terms_.emplace_back(Grouped<P>::of(penalty, columns_.features(), outputs_), columns_,
                                    outputs_);
                require(terms_.back().same_groups(terms_.front()),
                        "coordinate_descent: all penalties of a path must have the same groups");
            } else {
                terms_.emplace_back(penalty, options_.penalty_factors, options_.lower, options_.upper);
            }
        }
    }

    SampleWeights<Loss> judge() const { return {loss_, sample_weights_}; }

    /// Subtracts the means of the targets: a level that the intercept takes then costs no digits.
    void centre_targets() {
        for (Index c = 0; c < outputs_; ++c) {
            auto t = targets_.row(c);
            const bool level = (t.array() == t[0]).all();  // the mean itself may be rounded
            mean_[c] = level ? t[0] : t.mean();
            t.array() -= mean_[c];
        }
    }

    void begin_at_none() {
        centre_ = {};
        centre_.w = Matrix<double>::Zero(set_.size(), outputs_);
        centre_.at.intercept = Vector<double>::Zero(outputs_);
        centre_.at.sample_weights = sample_weights_;
        centre_.at.steepness = Dual<Loss>::steepness(targets_);
        evaluate({&centre_});
    }

    /// Solves `count` penalties and adds their fits. Returns the number of passes over the data.
    int solve(const Terms* penalties, std::size_t count, std::vector<LinearFit>& fits) {
        add_features({&centre_}, penalties[count - 1], ahead);
        std::vector<Point> points(count, centre_);
        std::vector<Point*> open;
        const Matrix<double> start = in_place(centre_.w);
        for (std::size_t i = 0; i < count; ++i) {
            points[i].penalty = &penalties[i];
            points[i].before = centre_.w;
            points[i].intercept_before = centre_.at.intercept;
            points[i].objective = centre_.at.loss + value_of(penalties[i], start);
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
                misled = misled || point->error > 0.05 * before;
                const bool may = std::isfinite(point->objective) && point->idle < 20;
                if (!point->certificate.converged && may && passes < options_.max_passes)
                    left.push_back(point);
            }
            set_accuracy(open);
            open = std::move(left);
            if (open.empty()) break;
            const bool grown = add_features(open, *open.back()->penalty, 0);
            if (misled && !grown && !constant) set_curvature(*open.front());

            for (Point* point : open) step(*point);
        }
        for (Point& point : points) {
            point.best.certificate.iterations = point.certificate.iterations;
            fits.push_back(std::move(point.best));
        }
        go_on_from(points.back());
        return passes;
    }

    /// Starts the next penalties from this point, or from zero weights if its objective is not finite.
    void go_on_from(Point& point) {
        if (!std::isfinite(point.certificate.objective)) return begin_at_none();
        Point next;
        next.w = std::move(point.w);
        next.at = std::move(point.at);
        centre_ = std::move(next);
    }

    /// Computes the second derivatives anew, at a point.
    void set_curvature(const Point& point) {
        Matrix<double> curves = output_curvature(judge(), point.at.scores, targets_);
        Matrix<double> inverse;
        if (options_.intercept) inverse = intercept_inverse<Loss>(curves, outputs_);
        if (alike && outputs_ > 1) {
            curves = Matrix<double>{curves.leftCols(1)};
            if (options_.intercept) inverse = Matrix<double>{inverse.topLeftCorner(1, 1)};
        }
        set_.set_curvature(std::move(curves), std::move(inverse));
        factor_.reset();
        steps_.clear();
    }

    /// Moves to the minimum of the model around the point. If the last step raised the objective, goes back
    /// half of it.
    void step(Point& point) {
        const double most = point.objective + 1e-9 * std::abs(point.objective);
        const bool up = !(point.certificate.objective <= most);
        widen(point.w);
        if (up) {
            widen(point.before);
            point.w = Matrix<double>{0.5 * (point.w + point.before)};
            point.at.intercept = point.intercept_before;
            return;
        }
        point.objective = point.certificate.objective;
        point.before = point.w;
        point.intercept_before = point.at.intercept;
        minimise_model(point, {&point});
    }

    /// Sets the weights of points by the quadratic model around `around`.
    void minimise_model(const Point& around, const std::vector<Point*>& points) {
        Matrix<double> w = around.w;
        widen(w);
        if (set_.size() == 0) return;  // all weights are zero, and stay so
        const Matrix<double> slope = around.at.slope(set_.features(), Eigen::all);
        if constexpr (by_group)
            return minimise_groups(w, slope, points, around.at);
        else
            minimise_entries(w, slope, points, around.at);
    }

    /// The same for a penalty of single weights.
    void minimise_entries(const Matrix<double>& w, const Matrix<double>& slope,
                          const std::vector<Point*>& points, const LinearPoint& at) {
        const auto hessian = set_.hessian();
        QuadraticModel model{hessian, factor_, w.reshaped<Eigen::RowMajor>(),
                             slope.reshaped<Eigen::RowMajor>()};
        // Models are solved nearly exactly: this costs little and keeps needless features out of the set.
        const double asked = std::min(options_.residual_tolerance, 1e-10);
        const double tolerance = 1e-3 * asked * none_.template scale<Loss>(at);
        for (Point* point : points) {
            const auto entry = [&](Index i) {
                return (*point->penalty)(set_.features()[static_cast<std::size_t>(i / outputs_)],
                                         i % outputs_);
            };
            model.minimise(entry, tolerance * std::pow(0.1, point->idle));
            point->w = model.weights().reshaped<Eigen::RowMajor>(set_.size(), outputs_);
        }
    }

    /// The same for a penalty of groups. The variables have a column for each output if all outputs have the
    /// same second derivatives; otherwise the weights of a feature are adjacent, as in the working set.
    void minimise_groups(const Matrix<double>& w, const Matrix<double>& slope,
                         const std::vector<Point*>& points, const LinearPoint& at) {
        const bool one_column = set_.variables() > set_.size();
        const auto arranged = [&](const Matrix<double>& m) {
            return one_column ? Matrix<double>{m.template reshaped<Eigen::RowMajor>()} : m;
        };
        const auto variable = [&](Index entry) {
            const Index j = set_.place(entry % columns_.features()), c = entry / columns_.features();
            if (j < 0) return j;
            return one_column ? j * outputs_ + c : j + set_.size() * c;
        };
        const double tolerance = accuracy_ * none_.template scale<Loss>(at);
        const auto minimise = [&](auto curvature) {
            GroupModel model{std::move(curvature), arranged(w), *points[0]->penalty, steps_, variable};
            for (Point* point : points) {
                model.minimise(*point->penalty, ahead, tolerance);
                if (one_column)
                    point->w = model.variables().template reshaped<Eigen::RowMajor>(set_.size(), outputs_);
                else
                    point->w = model.variables();
            }
        };
        if (!one_column && !set_.is_sparse() && set_.size() > columns_.samples() / 2)
            return minimise(ByResidual{set_.root(), arranged(slope)});
        const auto hessian = set_.hessian();
        minimise(ByHessian{hessian, arranged(slope)});
    }

    /// Sets the accuracy of the next models such that half of the tolerances should remain: the gap and the
    /// violation of points fall about as the violation of the models. Models that change with the point are
    /// not worth more than the tolerances themselves.
    void set_accuracy(const std::vector<Point*>& points) {
        double excess = 0.25;
        for (const Point* point : points) excess = std::max(excess, point->excess);
        accuracy_ /= std::min(2 * excess, 100.0);
        if (!constant)
            accuracy_ = std::max(accuracy_, 0.1 * std::min(options_.residual_tolerance, options_.tolerance));
    }

    /// Adds zero weights for features that came later.
    void widen(Matrix<double>& w) const {
        const Index old = w.rows();
        if (old == set_.size()) return;
        w.conservativeResize(set_.size(), outputs_);
        w.bottomRows(set_.size() - old).setZero();
    }

    /// Adds the features that would get nonzero weights under a penalty if the slope at one of the points
    /// were steeper.
    bool add_features(const std::vector<Point*>& points, const Terms& last, double steeper) {
        Vector<double> force = Vector<double>::Zero(last.parts(columns_));
        for (const Point* point : points)
            add_forces(columns_, point->at, steeper > 0 ? last : *point->penalty, 1 + steeper, force);
        const Index room = std::max<Index>(100, set_.size());
        std::vector<Index> features;
        if constexpr (by_group) {
            for (Index k = 0; k < force.size(); ++k) {
                if (last.within(k, set_))
                    force[k] = 0;
                else if (lacks_features(last.groups()[static_cast<std::size_t>(k)], points))
                    force[k] = infinity;
            }
            const Index groups = room * force.size() / columns_.features();
            features = last.features(strongest(force, std::max<Index>(1, groups)), set_);
        } else {
            for (const Index j : set_.features()) force[j] = 0;
            features = strongest(force, room);
        }
        set_.add(features);
        return !features.empty();
    }

    /// Whether a group that is partly in the working set has a weight there that is not zero.
    bool lacks_features(const Groupwise::Group& group, const std::vector<Point*>& points) const {
        for (const Index entry : group.entries) {
            const Index a = set_.place(entry % columns_.features()), c = entry / columns_.features();
            for (const Point* point : points)
                if (a >= 0 && a < point->w.rows() && point->w(a, c) != 0) return true;
        }
        return false;
    }

    /// Computes scores, the best intercept for the weights, loss and gradient, in one pass over the data for
    /// all points.
    void evaluate(const std::vector<Point*>& points) {
        const Index m = columns_.samples(), count = static_cast<Index>(points.size());
        Matrix<double> w = Matrix<double>::Zero(set_.size(), count * outputs_), g(m, count * outputs_);
        for (Index i = 0; i < count; ++i) {
            const Matrix<double>& of_point = points[static_cast<std::size_t>(i)]->w;
            w.block(0, i * outputs_, of_point.rows(), outputs_) = of_point;
        }
        const Matrix<double> scores = set_.times(w);
        for (Index i = 0; i < count; ++i) {
            LinearPoint& at = points[static_cast<std::size_t>(i)]->at;
            at.scores = scores.middleCols(i * outputs_, outputs_).transpose();
            if (offset_.size() > 0) at.scores += offset_;
            at.loss = options_.intercept
                          ? add_best_intercept(judge(), targets_, at.scores, at.intercept, at.g)
                          : value_and_gradient(judge(), at.scores, targets_, at.g);
            g.middleCols(i * outputs_, outputs_) = at.g.transpose();
        }
        const Matrix<double> slopes = columns_.transpose_times(g);
        for (Index i = 0; i < count; ++i)
            points[static_cast<std::size_t>(i)]->at.slope = slopes.middleCols(i * outputs_, outputs_);
    }

    /// The weights of all features, from those of the working set.
    Matrix<double> in_place(const Matrix<double>& w) const {
        Matrix<double> all = Matrix<double>::Zero(columns_.features(), outputs_);
        for (Index a = 0; a < w.rows(); ++a) all.row(set_.features()[static_cast<std::size_t>(a)]) = w.row(a);
        return all;
    }

    /// Computes the certificate of a point, and keeps its best weights so far.
    void certify(Point& point) const {
        point.at.weights = in_place(point.w);
        const int passes = point.certificate.iterations + 1;
        const auto [proof, error, excess] =
            prove(loss_, columns_, targets_, point.at, *point.penalty, options_, none_);
        point.certificate = proof;
        point.certificate.method = constant ? descent : "proximal Newton";
        point.certificate.iterations = passes;
        point.error = error;
        point.excess = excess;
        const bool finite = std::isfinite(proof.objective);
        if (finite) ++point.idle;
        if (passes > 1 && !proof.converged && !(point.error < point.least)) return;
        point.idle = 0;
        point.least = finite ? point.error : infinity;
        point.best = {point.at.weights, point.at.intercept + mean_, point.certificate};
    }

    static constexpr bool constant = std::is_same_v<Loss, SquaredError>;  // whether second derivatives are
    static constexpr double ahead = 0.1;

    static constexpr const char* descent = by_group ? "block coordinate descent" : "coordinate descent";

    /// Whether the second derivatives of all outputs are the same, and computed once.
    static constexpr bool alike = by_group && constant;

    static constexpr double infinity = std::numeric_limits<double>::infinity();

    Columns columns_;
    Matrix<double> targets_, offset_;
    Vector<double> mean_;  // of the targets, subtracted from them
    Loss loss_;
    Vector<double> sample_weights_;
    const CoordinateDescent& options_;
    Index outputs_;
    WorkingSet<> set_;
    std::vector<Terms> terms_;
    SupportFactor factor_;
    std::vector<GroupStep> steps_;
    double accuracy_;  // of the minimum of a model with groups, as a relative violation
    Point centre_;
    Unit none_;
};

}  // namespace regula::inline REGULA_ABI
