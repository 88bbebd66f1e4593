#pragma once

#include <regula/core/targets.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// A loss: the mean over the samples that training minimises, of outputs and targets (both outputs x
/// samples):
///
///     value(y, t)          returns J
///     gradient(y, t, g)    g = dJ/dy
///
/// A loss may also take Labels as targets, beside a matrix. For other losses, labels are turned into columns
/// of a unit matrix. A verb that takes Labels alone seems to take a matrix, because that converts to Labels
/// silently. A loss may have more verbs:
///
///     value_and_gradient(y, t, g)      returns J, g = dJ/dy, where both are cheaper together
///     curvature(y, t, u, v)            v = (d2J/dy2) u, for Hessian-vector products
///     log_probabilities(y, l)          l = log p(class | y), classes x samples, if y are scores of classes
///     count(t)                         the number of samples that J is a mean of, if that is not all
///
/// All verbs are const. The library's losses throw std::invalid_argument for targets that do not fit the
/// outputs, by require_targets(y, t, name).
template <class L>
concept LossType = requires(const L& loss, const Matrix<double>& y, const Matrix<double>& t,
                            Matrix<double>& g) {
    { loss.value(y, t) } -> std::convertible_to<double>;
    loss.gradient(y, t, g);
};

/// A loss that also takes Labels as targets, declared by:     static constexpr bool takes_labels = true;
template <class L>
concept LabelLoss = LossType<L> && takes_labels<L>;

/// A loss whose second derivatives are known.
template <class L>
concept CurvedLoss = LossType<L> && requires(const L& loss, const Matrix<double>& y, Matrix<double>& v) {
    loss.curvature(y, y, y, v);
};

/// A loss whose outputs are scores of classes and that computes their probabilities.
template <class L>
concept ClassLoss = LossType<L> && requires(const L& loss, const Matrix<double>& y, Matrix<double>& l) {
    loss.log_probabilities(y, l);
};

/// The number of samples of targets t (outputs x samples) that a loss is a mean of.
Index count_samples(const auto& loss, const auto& t) {
    if constexpr (requires { loss.count(t); })
        return loss.count(t);
    else
        return t.cols();
}

/// Value and gradient of a loss, by its value_and_gradient if it has one.
double value_and_gradient(const auto& loss, const auto& y, const auto& t, auto& g) {
    if constexpr (requires { loss.value_and_gradient(y, t, g); }) {
        return static_cast<double>(loss.value_and_gradient(y, t, g));
    } else {
        loss.gradient(y, t, g);
        return static_cast<double>(loss.value(y, t));
    }
}

}  // namespace regula::inline REGULA_ABI
