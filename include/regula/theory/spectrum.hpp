#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/theory/early_stopping.hpp>

namespace regula::inline REGULA_ABI::theory {

/// A quadratic along the eigenvectors of its Hessian, H = Q L Q'. Weight decay and early stopping act on
/// these directions one by one.
class Spectrum {
public:
    /// Throws std::invalid_argument unless H is square, symmetric and of the size of w*.
    template <class = OnUse>
    explicit Spectrum(const Quadratic& q) {
        q.check();
        solver_.compute(q.hessian);
        require(solver_.info() == Eigen::Success, "Spectrum: the eigenvalues of the Hessian were not found");
        along_ = axes().transpose() * q.minimum;
    }

    const Vector<double>& eigenvalues() const { return solver_.eigenvalues(); }  ///< the smallest first
    const Matrix<double>& axes() const { return solver_.eigenvectors(); }        ///< Q, one axis per column

    /// The share of w* that weight decay leaves along each axis:     l / (l + a),   0 where H is flat
    template <class = OnUse>
    Vector<double> shrinkage(double strength) const {
        require(strength >= 0, "Spectrum: strength must be >= 0, got ", strength);
        return eigenvalues().unaryExpr([=](double l) { return l > 0 ? l / (l + strength) : 0; });
    }

    /// The effective number of parameters under weight decay:     sum l / (l + a)
    double effective_parameters(double strength) const { return shrinkage(strength).sum(); }

    /// The minimum under L2{strength}:     Q (L + a I)^-1 L Q'w*
    template <class = OnUse>
    Vector<double> weight_decay_minimum(double strength) const {
        return axes() * shrinkage(strength).cwiseProduct(along_);
    }

    /// The share of the way to w* that gradient descent with momentum m has covered along each axis: without
    /// momentum 1 - (1 - rate l)^steps; with momentum the remaining share e follows
    ///
    ///     v <- m v - rate l e,   e <- e + v,     from e = 1, v = 0
    template <class = OnUse>
    Vector<double> progress(double rate, int steps, double momentum = 0) const {
        return eigenvalues().unaryExpr([=](double l) {
            if (momentum == 0) return theory::progress(l, rate, steps);
            double left = 1, velocity = 0;
            for (int k = 0; k < steps; ++k) {
                velocity = momentum * velocity - rate * l * left;
                left += velocity;
            }
            return 1 - left;
        });
    }

    /// The result of gradient descent from 0 after `steps`:     Q [I - (I - rate L)^steps] Q'w*
    ///
    /// Goodfellow, Bengio and Courville, Deep Learning, equation 7.40.
    template <class = OnUse>
    Vector<double> early_stopping(double rate, int steps, double momentum = 0) const {
        return axes() * progress(rate, steps, momentum).cwiseProduct(along_);
    }

private:
    Eigen::SelfAdjointEigenSolver<Matrix<double>> solver_;
    Vector<double> along_;  // w* along the axes
};

}  // namespace regula::inline REGULA_ABI::theory
