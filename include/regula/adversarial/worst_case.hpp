#pragma once

#include <regula/adversarial/interval_pass.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Whether the upper end of an interval of scores or predictions is at least as bad as the lower one, for a
/// target t. A loss that is a sum of convex functions of single outputs needs no more for its worst case;
/// overload it for a loss of your own, in its namespace.
inline bool upper_is_worse(const SquaredError&, double lower, double upper, double t) {
    return upper - t >= t - lower;
}
inline bool upper_is_worse(const Logistic&, double lower, double upper, double t) {
    const auto cost = [t](double y) { return std::max(y, 0.0) + std::log1p(std::exp(-std::abs(y))) - t * y; };
    return cost(upper) >= cost(lower);
}

/// The worst case of a loss in the intervals of outputs y, as a node of the pass, outputs x samples:
///
///     SoftmaxCrossEntropy      upper bounds of y_k - y_label, 0 for the label: a bound. Needs labels.
///     Logistic, SquaredError   the worse end of each output. Exact if one output has an exact interval.
///
/// The targets must outlive the pass. Gowal et al. (2018), section 3.
template <class Scalar, class Loss, class Targets>
Node worst_case(IntervalPass<Scalar>& pass, const Loss& loss, Node y, const Targets& t) {
    constexpr bool by_ends = requires { upper_is_worse(loss, 0.0, 0.0, 0.0); };
    static_assert(by_ends || std::same_as<Loss, SoftmaxCrossEntropy>,
                  "regula: worst cases are known for SoftmaxCrossEntropy, Logistic and SquaredError; give a "
                  "loss of your own 'bool upper_is_worse(loss, lower, upper, t)', see "
                  "adversarial/worst_case.hpp");
    if constexpr (std::same_as<Loss, SoftmaxCrossEntropy>) {
        constexpr bool labels = std::same_as<Targets, Labels>;
        require(labels,
                "worst_case: SoftmaxCrossEntropy needs labels; got targets, perhaps of a policy that "
                "changes them");
        if constexpr (labels) return pass.margins(y, t);
        return y;
    } else if constexpr (by_ends) {
        const auto target = [&](Index i, Index j) {
            if constexpr (std::same_as<Targets, Labels>)
                return static_cast<double>(t[j]);
            else
                return static_cast<double>(t(i, j));
        };
        loss.value(pass.value(y), t);  // refuses targets that do not fit
        return pass.ends(y, [&](Index i, Index j, Scalar lower, Scalar upper) {
            return upper_is_worse(loss, static_cast<double>(lower), static_cast<double>(upper), target(i, j));
        });
    }
}

/// The loss in the worst case. `share` > 0 also adds the gradient of share times it; g is scratch memory.
template <class Scalar, class Loss, class Targets>
double worst_case_loss(IntervalPass<Scalar>& pass, const Loss& loss, Node y, const Targets& t, double share,
                       Matrix<Scalar>& g) {
    const Node worst = worst_case(pass, loss, y, t);
    if (share == 0) return static_cast<double>(loss.value(pass.value(worst), t));
    const double value = value_and_gradient(loss, pass.value(worst), t, g);
    pass.add_gradient(worst, static_cast<Scalar>(share) * g);
    return value;
}

}  // namespace regula::inline REGULA_ABI
