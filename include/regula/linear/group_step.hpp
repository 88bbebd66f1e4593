#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/linear/groupwise.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The minimum over the weights w of one group of a quadratic and the penalty,
///
///     1/2 w'Hw - q'w + n |w| + b |w|_1 + c/2 |w|^2
///
/// in the axes of H = U diag(h) U'. With b = 0 the weights are v_i = r (U'q)_i / (r h_i + n) there, and the
/// length r = |v| is the zero of a function of one variable, found by Newton's method. With b > 0 proximal
/// gradient steps come near. In directions where H is 0, to rounding, weights are not needed and vanish,
/// unless nothing penalises them: then they stay. Qin, Scheinberg and Goldfarb (2013), "Efficient block-
/// coordinate descent algorithms for the group lasso".
class GroupStep {
public:
    GroupStep() = default;

    /// H is symmetric, positive semidefinite.
    template <class Scalar>
    explicit GroupStep(const Matrix<Scalar>& h) {
        if (h.isDiagonal(0)) {
            curves_ = h.diagonal();
        } else {
            const Eigen::SelfAdjointEigenSolver<Matrix<Scalar>> by_eigenvalues{h};
            curves_ = by_eigenvalues.eigenvalues();
            turn_ = by_eigenvalues.eigenvectors();
        }
        steepest_ = std::max(curves_.maxCoeff(), 0.0);
        const double least =
            static_cast<double>(h.rows()) * std::numeric_limits<double>::epsilon() * steepest_;
        for (Index i = 0; i < curves_.size(); ++i)
            if (curves_[i] <= least) curves_[i] = 0;
    }

    bool known() const { return curves_.size() > 0; }

    /// The largest eigenvalue of H.
    double steepest() const { return steepest_; }

    /// Moves w to the minimum, given the gradient Hw - q there. Returns sqrt(d'Hd) of the move d.
    template <class = OnUse>
    double move(const GroupTerm& term, const Vector<double>& gradient, Vector<double>& w) {
        if (!(steepest_ > 0)) return 0;
        from_ = turned(w);
        slope_ = turned(gradient);
        pull_ = curves_.array() * from_.array() - slope_.array();
        for (Index i = 0; i < pull_.size(); ++i)
            if (curves_[i] == 0) pull_[i] = 0;
        if (term.l1 > 0) {
            if (w.isZero(0) && term.excess(gradient) <= rounding * (term.norm + term.l1)) return 0;
            near(term, gradient, w);
            to_ = turned(w);
        } else {
            to_ = from_;
            shrink(term);
            w = turn_.size() == 0 ? to_ : Vector<double>{turn_ * to_};
        }
        return std::sqrt((curves_.array() * (to_ - from_).array().square()).sum());
    }

private:
    /// Of gradients, relative: at the largest strength of a path their excess is no more.
    static constexpr double rounding = 0x1p-46;

    template <class = OnUse>
    Vector<double> turned(const Vector<double>& w) const {
        if (turn_.size() == 0) return w;
        return turn_.transpose() * w;
    }

    /// Sets `to_` to the minimum in the axes, without b.
    template <class = OnUse>
    void shrink(const GroupTerm& term) {
        const Index size = pull_.size();
        if (term.norm == 0) {
            for (Index i = 0; i < size; ++i)
                if (const double curve = curves_[i] + term.l2; curve > 0) to_[i] = pull_[i] / curve;
            return;
        }
        if (pull_.norm() <= term.norm * (1 + rounding)) {
            to_.setZero();
            return;
        }
        double length = to_.norm();
        for (int steps = 0; steps < 50; ++steps) {
            double square = 0, falls = 0;  // |v|^2 / r^2, and how it falls with r
            for (Index i = 0; i < size; ++i) {
                const double curve = curves_[i] + term.l2, below = curve * length + term.norm,
                             share = pull_[i] / below;
                square += share * share;
                falls += share * share * curve / below;
            }
            const double by = (std::sqrt(square) - 1) * square / falls;
            length = std::max(length + by, 0.0);
            if (!(std::abs(by) > 4 * std::numeric_limits<double>::epsilon() * length)) break;
        }
        for (Index i = 0; i < size; ++i)
            to_[i] = length * pull_[i] / ((curves_[i] + term.l2) * length + term.norm);
    }

    /// Proximal gradient steps, until one is a hundredth of the first.
    template <class = OnUse>
    void near(const GroupTerm& term, const Vector<double>& gradient, Vector<double>& w) {
        slope_ = gradient;
        double first = 0;
        for (int steps = 0; steps < 50; ++steps) {
            step_ = w;
            w -= slope_ / steepest_;
            term.prox(w, 1 / steepest_);
            step_ = w - step_;
            const double by = step_.norm();
            if (steps == 0) first = by;
            if (!(by > 0.01 * first)) return;
            step_ = curves_.array() * turned(step_).array();
            slope_ += turn_.size() == 0 ? step_ : Vector<double>{turn_ * step_};
        }
    }

    Vector<double> curves_;
    Matrix<double> turn_;  // U; empty if H is diagonal
    double steepest_ = 0;
    Vector<double> from_, to_, pull_, slope_, step_;
};

}  // namespace regula::inline REGULA_ABI
