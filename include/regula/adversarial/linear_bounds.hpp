#pragma once

#include <regula/adversarial/back_substitution.hpp>
#include <regula/adversarial/certified_error.hpp>

namespace regula::inline REGULA_ABI {

/// Bounds by linear functions of the inputs (CROWN), from the margins back through the network; the bounds of
/// IntervalBounds where those are tighter. With `refine` the units before each activation have linear bounds
/// of their own: much tighter, at the cost of one more backward pass for each hidden unit. Without it the
/// cost is a backward pass for each class. L2Ball and L1Ball act by their dual norm, whatever the first layer
/// is. The range limits an LInfinityBall only.
///
///     certified_error(net, test, LinearBounds{.threat = LInfinityBall{0.03}, .range = {0, 1}})
///
/// These bounds hold up to the rounding errors of a pass. For layers see BackSubstitution. Zhang et al.
/// (2018), "Efficient neural network robustness certification with general activation functions".
struct LinearBounds {
    Threat threat;
    Box range = no_range;
    bool refine = true;

    void check() const { threat.check(), range.check(); }

    template <class Scalar>
    Matrix<Scalar> margins(const Network<Scalar>& net, const Matrix<Scalar>& x, const Labels& labels,
                           Workers& workers) const {
        IntervalPass<Scalar> pass;
        pass.begin(net.parameters(), workers, true);
        const Node y = net(pass, pass.input(x, threat, range));
        Matrix<Scalar> bound = pass.value(pass.margins(y, labels));
        const BackSubstitution<Scalar> linear{pass, y, refine};
        const Index classes = bound.rows();
        Matrix<Scalar> a = Matrix<Scalar>::Zero(classes, classes * x.cols());
        for (Index j = 0; j < x.cols(); ++j)
            for (Index k = 0; k < classes; ++k) {
                a(k, j * classes + k) = classes == 1 && labels[j] == 1 ? Scalar{-1} : Scalar{1};
                if (classes > 1) a(labels[j], j * classes + k) -= Scalar{1};
            }
        const Vector<Scalar> found = linear.upper(y, a, classes);
        for (Index j = 0; j < x.cols(); ++j)
            bound.col(j) = bound.col(j).cwiseMin(found.segment(j * classes, classes));
        return bound;
    }
};

static_assert(MarginBounds<LinearBounds>);

}  // namespace regula::inline REGULA_ABI
