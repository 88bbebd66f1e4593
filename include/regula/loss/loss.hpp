#pragma once

#include <regula/core/targets.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// What training minimises, a mean over the samples, of outputs and targets (both outputs x samples):
///
///     value(y, t)          returns J
///     gradient(y, t, g)    g = dJ/dy
///
/// A loss may take Labels for the targets too; for one that does not, labels are turned into columns of a
/// unit matrix. It may have more verbs:
///
///     value_and_gradient(y, t, g)      returns J, g = dJ/dy, where both are cheaper together
///     curvature(y, t, u, v)            v = (d2J/dy2) u, for Hessian-vector products
///     log_probabilities(y, l)          l = log p(class | y), classes x samples, where y are scores of classes
///
/// All verbs are const. Those of the library throw std::invalid_argument for targets that do not fit the outputs, as
/// require_targets(y, t, name) says.
template <class L>
concept LossType = requires(const L& loss, const Matrix<double>& y, const Matrix<double>& t,
                            Matrix<double>& g) {
    { loss.value(y, t) } -> std::convertible_to<double>;
    loss.gradient(y, t, g);
};

/// A loss that takes Labels for the targets, too, says so:     static constexpr bool takes_labels = true;
template <class L>
concept LabelLoss = LossType<L> && takes_labels<L>;

/// A loss whose second derivatives are known.
template <class L>
concept CurvedLoss = LossType<L> && requires(const L& loss, const Matrix<double>& y, Matrix<double>& v) {
    loss.curvature(y, y, y, v);
};

/// A loss whose outputs are scores of classes, and that knows the probabilities they stand for.
template <class L>
concept ClassLoss = LossType<L> && requires(const L& loss, const Matrix<double>& y, Matrix<double>& l) {
    loss.log_probabilities(y, l);
};

/// Both verbs of a loss, together where it knows how.
double value_and_gradient(const auto& loss, const auto& y, const auto& t, auto& g) {
    if constexpr (requires { loss.value_and_gradient(y, t, g); }) {
        return static_cast<double>(loss.value_and_gradient(y, t, g));
    } else {
        loss.gradient(y, t, g);
        return static_cast<double>(loss.value(y, t));
    }
}

}  // namespace regula::inline REGULA_ABI
