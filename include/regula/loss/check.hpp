#pragma once

#include <regula/core/name.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/loss/loss.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The laws of a loss at random outputs y, for targets t. Each function checks one verb and adds the laws
/// that it breaks to `broken`.
template <LossType L, class Real>
class LossLaws {
public:
    LossLaws(const L& loss, const Matrix<Real>& t, double tolerance)
        : loss_{loss}, t_{t}, y_{t.rows(), t.cols()}, tolerance_{tolerance} {
        fill_normal(Key{1}, y_);
        value_ = static_cast<double>(loss.value(y_, t));
        loss.gradient(y_, t, g_);
    }

    void ask_value() {
        hold("value is finite", std::isfinite(value_) ? 0 : NAN, 0);
        hold("value is a mean over samples: all samples twice have the same",
             from_value(loss_.value(M{y_.replicate(1, 2)}, M{t_.replicate(1, 2)})), tolerance_);
    }
    void ask_gradient() {
        const auto value_at = [&](const M& z) { return static_cast<double>(loss_.value(z, t_)); };
        same("gradient is the gradient of value", g_, central_differences(y_, value_at), tolerance_);
    }
    void ask_in_float() {
        const Matrix<float> y = y_.template cast<float>(), t = t_.template cast<float>();
        Matrix<float> g;
        loss_.gradient(y, t, g);
        same("gradient is the same in float", g, g_, 1e-4);
        hold("value is the same in float", from_value(loss_.value(y, t)), 1e-4);
    }
    void ask_value_and_gradient() {
        if constexpr (requires(M & g) { loss_.value_and_gradient(y_, t_, g); }) {
            M g;
            hold("value_and_gradient returns value", from_value(loss_.value_and_gradient(y_, t_, g)),
                 tolerance_);
            same("value_and_gradient gives gradient", g, g_, tolerance_);
        }
    }
    void ask_curvature() {
        if constexpr (CurvedLoss<L>) {
            const double h = 1e-5;
            M u = y_, above, below, v;
            fill_normal(Key{2}, u);
            loss_.gradient(M{y_ + h * u}, t_, above);
            loss_.gradient(M{y_ - h * u}, t_, below);
            loss_.curvature(y_, t_, u, v);
            same("curvature is the slope of gradient", v, (above - below) / (2 * h), tolerance_);
        }
    }
    void ask_classes() {
        if constexpr (ClassLoss<L>) {
            M l;
            loss_.log_probabilities(y_, l);
            const M sums = l.array().exp().colwise().sum().matrix();
            same("log_probabilities sum to 1 over the classes", sums, M::Ones(1, t_.cols()), tolerance_);
        }
        if constexpr (LabelLoss<L>) {
            Labels labels(t_.cols());
            bool one_hot = t_.rows() > 1;
            for (Index j = 0; j < t_.cols(); ++j) {
                Index label = 0;
                one_hot = one_hot && t_.col(j).maxCoeff(&label) == 1 && t_.col(j).cwiseAbs().sum() == 1;
                labels[j] = static_cast<int>(label);
            }
            if (one_hot)
                hold("value is the same for labels", from_value(loss_.value(y_, labels)), tolerance_);
        }
    }

    std::vector<std::string> broken() && { return std::move(broken_); }

private:
    using M = Matrix<Real>;

    void hold(const char* law, double error, double most) {
        if (!(error <= most))
            broken_.push_back(text(policy_name(loss_), ": ", law, ", relative error ", error));
    }
    double from_value(double other) const {
        return std::abs(other - value_) / std::max(1.0, std::abs(value_));
    }
    void same(const char* law, const auto& got, const M& expected, double most) {
        const bool fits = got.rows() == expected.rows() && got.cols() == expected.cols();
        hold(law, fits ? (got.template cast<Real>() - expected).norm() / std::max(1.0, expected.norm()) : NAN,
             most);
    }

    const L& loss_;
    const M& t_;
    M y_, g_;
    double tolerance_, value_ = 0;
    std::vector<std::string> broken_;
};

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
template <LossType L, std::same_as<double> Real>  // so programs that check no loss do not compile it
std::vector<std::string> check_loss(const L& loss, const Matrix<Real>& t, double tolerance = 1e-6) {
    LossLaws<L, Real> laws{loss, t, tolerance};
    laws.ask_value();
    laws.ask_gradient();
    laws.ask_in_float();
    laws.ask_value_and_gradient();
    laws.ask_curvature();
    laws.ask_classes();
    return std::move(laws).broken();
}

}  // namespace regula::inline REGULA_ABI
