#pragma once

#include <regula/core/name.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/loss/loss.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Returns the laws that a loss breaks at random outputs, one sentence each; none for a correct loss. The
/// targets, outputs x samples, are an example of those that it takes: shares of classes, or any numbers.
///
///     value               finite; a mean over samples: all samples twice have the same value; the same for
///                         Labels, if the loss takes them and each column of targets has a single 1
///     gradient            the central differences of value; in float, too
///     value_and_gradient  both, if the loss has the verb
///     curvature           the slope of gradient in a direction, if the loss has the verb
///     log_probabilities   sum to 1 over the classes, if the loss has the verb
///
///     CHECK(check_loss(Huber{.delta = 0.7}, targets).empty());
template <LossType L>
std::vector<std::string> check_loss(const L& loss, const Matrix<double>& targets_of,
                                    double tolerance = 1e-6) {
    using M = Matrix<double>;
    std::vector<std::string> broken;
    const auto hold = [&](const char* law, double error, double most) {
        if (!(error <= most))
            broken.push_back(text(policy_name(loss), ": ", law, ", relative error ", error));
    };
    const auto same = [&](const char* law, const auto& got, const M& expected, double most) {
        const bool fits = got.rows() == expected.rows() && got.cols() == expected.cols();
        hold(law,
             fits ? (got.template cast<double>() - expected).norm() / std::max(1.0, expected.norm()) : NAN,
             most);
    };
    const M& t = targets_of;
    M y(t.rows(), t.cols()), u = y, g;
    fill_normal(Key{1}, y), fill_normal(Key{2}, u);

    const auto value = static_cast<double>(loss.value(y, t));
    hold("value is finite", std::isfinite(value) ? 0 : NAN, 0);
    const auto near = [&](double other) { return std::abs(other - value) / std::max(1.0, std::abs(value)); };
    hold("value is a mean over samples: all samples twice have the same",
         near(static_cast<double>(loss.value(M{y.replicate(1, 2)}, M{t.replicate(1, 2)}))), tolerance);
    loss.gradient(y, t, g);
    same("gradient is the gradient of value", g,
         central_differences(y, [&](const M& z) { return static_cast<double>(loss.value(z, t)); }),
         tolerance);

    const Matrix<float> y_float = y.cast<float>(), t_float = t.cast<float>();
    Matrix<float> g_float;
    loss.gradient(y_float, t_float, g_float);
    same("gradient is the same in float", g_float, g, 1e-4);
    hold("value is the same in float", near(static_cast<double>(loss.value(y_float, t_float))), 1e-4);

    if constexpr (requires { loss.value_and_gradient(y, t, g); }) {
        M together;
        hold("value_and_gradient returns value",
             near(static_cast<double>(loss.value_and_gradient(y, t, together))), tolerance);
        same("value_and_gradient gives gradient", together, g, tolerance);
    }
    if constexpr (CurvedLoss<L>) {
        const double h = 1e-5;
        M above, below, v;
        loss.gradient(M{y + h * u}, t, above), loss.gradient(M{y - h * u}, t, below);
        loss.curvature(y, t, u, v);
        same("curvature is the slope of gradient", v, (above - below) / (2 * h), tolerance);
    }
    if constexpr (ClassLoss<L>) {
        M l;
        loss.log_probabilities(y, l);
        same("log_probabilities sum to 1 over the classes", l.array().exp().colwise().sum().matrix().eval(),
             M::Ones(1, t.cols()), tolerance);
    }
    if constexpr (LabelLoss<L>) {
        Labels labels(t.cols());
        bool one_hot = t.rows() > 1;
        for (Index j = 0; j < t.cols(); ++j) {
            Index label = 0;
            one_hot = one_hot && t.col(j).maxCoeff(&label) == 1 && t.col(j).cwiseAbs().sum() == 1;
            labels[j] = static_cast<int>(label);
        }
        if (one_hot)
            hold("value is the same for labels", near(static_cast<double>(loss.value(y, labels))), tolerance);
    }
    return broken;
}

}  // namespace regula::inline REGULA_ABI
