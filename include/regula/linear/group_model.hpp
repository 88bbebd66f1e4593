#pragma once

#include <regula/core/certificate.hpp>
#include <regula/linear/extrapolation.hpp>
#include <regula/linear/group_curvature.hpp>
#include <regula/linear/group_step.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Minimises a quadratic plus a penalty of groups over a matrix of variables, by block coordinate descent:
/// each group in turn moves to its minimum, see GroupStep. Most sweeps take the groups that are not zero. The
/// sequence of these is extrapolated; an extrapolated point counts if its objective is less.
///
/// Groups may lack variables: such a group stays as it is. Yuan and Lin (2006), "Model selection and
/// estimation in regression with grouped variables"; Bertrand and Massias (2021), "Anderson acceleration of
/// coordinate descent".
template <class Curvature>
class GroupModel {
public:
    /// `variable(entry)` is the position of an entry of the weights among the variables, or -1. There is a
    /// step for each group; the steps belong to the same second derivatives, or are new.
    GroupModel(Curvature curvature, Matrix<double> start, const Groupwise& groups,
               std::vector<GroupStep>& steps, const auto& variable)
        : curvature_{std::move(curvature)}, steps_{steps}, v_{start}, start_{std::move(start)} {
        steps_.resize(groups.groups().size());
        for (std::size_t k = 0; k < groups.groups().size(); ++k) {
            std::vector<Index> at;
            for (const Index entry : groups.groups()[k].entries) at.push_back(variable(entry));
            if (std::find(at.begin(), at.end(), Index{-1}) != at.end()) continue;
            parts_.push_back({k, {std::move(at), v_.rows()}, true});
            if (!steps_[k].known()) steps_[k] = GroupStep{curvature_.block(parts_.back().which)};
        }
    }

    const Matrix<double>& variables() const { return v_; }

    /// Continues until no group is more than the tolerance, or rounding, from its own minimum, as sqrt(d'Hd)
    /// of its move d, or until nothing improves. Groups of zeros stay if at the start they would do so even
    /// with a slope steeper by `ahead`.
    void minimise(const Groupwise& penalty, double ahead, double tolerance) {
        constexpr int rounds = 500, few = 10;
        double best = std::numeric_limits<double>::infinity();
        choose(penalty, ahead);
        follow_path(penalty);
        sweep(penalty, true);
        sequence_.restart();
        for (int round = 0, idle = 0; round < rounds && idle < 20; ++round) {
            double left = std::numeric_limits<double>::infinity();
            for (int k = 0; k < few && left > tolerance; ++k) {
                left = sweep(penalty, false);
                if (sequence_.add(state())) leap(penalty);
            }
            const double of_zeros = sweep(penalty, true);
            if (of_zeros > 0) sequence_.restart();
            left = worse(left, of_zeros);
            if (!(left > std::max(tolerance, rounding()))) return;
            idle = left < 0.9 * best ? 0 : idle + 1;
            best = std::min(best, left);
        }
    }

private:
    struct Part {
        std::size_t group;
        Variables which;
        bool candidate = true;  // to become nonzero
    };

    void choose(const Groupwise& penalty, double ahead) {
        for (Part& part : parts_) {
            slope_ = part.which.of(curvature_.start());
            part.candidate = penalty.groups()[part.group].term.excess((1 + ahead) * slope_) > 0;
        }
    }

    /// Moves the groups that are not zero, or the others that may enter. Returns the largest move.
    double sweep(const Groupwise& penalty, bool zeros) {
        double most = 0;
        for (const Part& part : parts_) {
            w_ = part.which.of(v_);
            if (w_.isZero(0) != zeros || (zeros && !part.candidate)) continue;
            curvature_.slope(part.which, slope_);
            step_ = w_;
            const double by = steps_[part.group].move(penalty.groups()[part.group].term, slope_, w_);
            most = worse(most, by);
            if (by == 0 && w_ == step_) continue;
            for (Index i = 0; i < w_.size(); ++i)
                v_.data()[part.which.at[static_cast<std::size_t>(i)]] = w_[i];
            step_ = w_ - step_;
            curvature_.move(part.which, step_);
        }
        return most;
    }

    /// The part of a move that is due to rounding of weights and gradient.
    double rounding() {
        double gradient = 0, largest = 0;
        for (const Part& part : parts_) {
            const double root = std::sqrt(steps_[part.group].steepest());
            w_ = part.which.of(v_);
            largest = std::max(largest, root * w_.norm());
            gradient += root * (w_ - part.which.of(start_)).norm();
        }
        return 0x1p-51 * (gradient + largest);
    }

    Vector<double> state() {
        Vector<double> both(v_.size() + curvature_.state().size());
        both << v_.reshaped(), curvature_.state().reshaped();
        return both;
    }
    void go_to(const Vector<double>& both) {
        v_.reshaped() = both.head(v_.size());
        curvature_.state().reshaped() = both.tail(curvature_.state().size());
    }

    /// Goes on by the move from the last penalty's minimum to the one before, if the objective is then less:
    /// the minima lie on a path that hardly bends.
    void follow_path(const Groupwise& penalty) {
        const Vector<double> here = state();
        if (last_.size() > 0) go_if_better(penalty, here, 2 * here - last_);
        last_ = here;
    }

    /// Moves to the extrapolated point if its objective is less.
    void leap(const Groupwise& penalty) {
        go_if_better(penalty, state(), sequence_.leap());
        sequence_.add(state());
    }

    /// Goes to another point if the objective is less there. The change is a sum of small differences, so
    /// that rounding hides none.
    void go_if_better(const Groupwise& penalty, const Vector<double>& here, const Vector<double>& there) {
        const Matrix<double> from = curvature_.state(),
                             by = (there - here).head(v_.size()).reshaped(v_.rows(), v_.cols());
        double change = 0;
        for (const Part& part : parts_)
            change += penalty.groups()[part.group].term.change(part.which.of(v_), part.which.of(by));
        go_to(there);
        if (!(change + curvature_.change(by, from) < 0)) go_to(here);
    }

    Curvature curvature_;
    std::vector<GroupStep>& steps_;
    Matrix<double> v_, start_;
    std::vector<Part> parts_;
    Extrapolation<> sequence_;
    Vector<double> last_;  // the state at the start of the last penalty
    Vector<double> w_, step_, slope_;
};

}  // namespace regula::inline REGULA_ABI
