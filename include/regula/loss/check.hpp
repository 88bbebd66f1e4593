#pragma once

#include <regula/core/name.hpp>
#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/numeric/deviation.hpp>
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
        slope_ = central_differences(y_, [&](const M& z) { return static_cast<double>(loss.value(z, t)); });
        size_ = std::abs(value_) + slope_.norm() * y_.norm();
    }

    /// Asks all, with labels that mean the same as t if there are any. A gradient that needs old numbers ends
    /// the asking: with none it may end the program.
    void ask(const Labels& labels) {
        ask_value();
        if (!ask_gradient()) return;
        ask_in_float();
        ask_value_and_gradient();
        ask_curvature();
        ask_classes();
        if (labels.size() > 0) ask_labels(labels);
    }

    std::vector<std::string> broken() && { return std::move(broken_); }

private:
    using M = Matrix<Real>;

    void ask_value() {
        hold("value is finite", std::isfinite(value_) ? "" : text(", got ", value_));
        same_value("value is a mean over samples: all samples twice have the same",
                   loss_.value(M{y_.replicate(1, 2)}, M{t_.replicate(1, 2)}), value_, tolerance_);
    }
    /// Returns whether gradient gives a matrix, right or wrong, whatever g held.
    bool ask_gradient() {
        M g = old_numbers();
        loss_.gradient(y_, t_, g);
        if (!hold("gradient assigns g", assignment_fault(g, y_.rows(), y_.cols()))) return false;
        loss_.gradient(y_, t_, g_);
        same("gradient is the gradient of value", g_, slope_, tolerance_,
             rounding_of_differences(size_, y_.size()));
        same("gradient is the same, whatever g held", g, g_, tolerance_);
        return true;
    }
    void ask_in_float() {
        const Matrix<float> y = y_.template cast<float>(), t = t_.template cast<float>();
        Matrix<float> g;
        loss_.gradient(y, t, g);
        same("gradient is the same in float", g, g_, 1e-4);
        same_value("value is the same in float", loss_.value(y, t), value_, 1e-4);
    }
    void ask_value_and_gradient() {
        if constexpr (requires(M & g) { loss_.value_and_gradient(y_, t_, g); }) {
            M g = old_numbers();
            same_value("value_and_gradient returns value", loss_.value_and_gradient(y_, t_, g), value_,
                       tolerance_);
            same("value_and_gradient gives gradient", g, g_, tolerance_);
        }
    }
    void ask_curvature() {
        if constexpr (CurvedLoss<L>) {
            const double h = 1e-5;
            M above, below, v = old_numbers();
            const M u = direction();
            loss_.gradient(M{y_ + h * u}, t_, above);
            loss_.gradient(M{y_ - h * u}, t_, below);
            loss_.curvature(y_, t_, u, v);
            same("curvature is the slope of gradient", v, (above - below) / (2 * h), tolerance_,
                 rounding_of_differences(g_.norm(), 1, h));
        }
    }
    void ask_classes() {
        if constexpr (ClassLoss<L>) {
            M l = old_numbers();
            loss_.log_probabilities(y_, l);
            const M sums = l.array().exp().colwise().sum().matrix();
            same("log_probabilities sum to 1 over the classes", sums, M::Ones(1, t_.cols()), tolerance_);
        }
    }
    /// Each verb gives the same for labels as for targets, right or wrong.
    void ask_labels(const Labels& labels) {
        if constexpr (LabelLoss<L>) {
            same_value("value is the same for labels", loss_.value(y_, labels), value_, tolerance_);
            M got = old_numbers(), expected = got;
            loss_.gradient(y_, labels, got);
            same("gradient is the same for labels", got, g_, tolerance_);
            if constexpr (requires { loss_.value_and_gradient(y_, labels, got); }) {
                got = expected = old_numbers();
                const double value = loss_.value_and_gradient(y_, t_, expected);
                same_value("value_and_gradient returns the same for labels",
                           loss_.value_and_gradient(y_, labels, got), value, tolerance_);
                same("value_and_gradient gives the same gradient for labels", got, expected, tolerance_);
            }
            if constexpr (CurvedLoss<L>) {
                got = expected = old_numbers();
                loss_.curvature(y_, t_, direction(), expected);
                loss_.curvature(y_, labels, direction(), got);
                same("curvature is the same for labels", got, expected, tolerance_);
            }
        }
    }

    /// A matrix as verbs find it: it holds old numbers, which a verb must not read.
    M old_numbers() const { return M::Constant(y_.rows(), y_.cols(), NAN); }
    M direction() const {
        M u = y_;
        fill_normal(Key{2}, u);
        return u;
    }
    /// Returns whether the law holds.
    bool hold(const char* law, const std::string& fault) {
        if (!fault.empty()) broken_.push_back(text(policy_name(loss_), ": ", law, fault));
        return fault.empty();
    }
    /// A value may be a difference of terms that are larger than it, so its error counts from their size.
    void same_value(const char* law, auto got, double expected, double most) {
        const double error = relative_error(std::abs(static_cast<double>(got) - expected), size_, most);
        hold(law, error <= most ? "" : text(", relative error ", error));
    }
    void same(const char* law, const auto& got, const M& expected, double most, double rounding = 0) {
        hold(law, deviation(got, expected, most, rounding));
    }

    const L& loss_;
    const M& t_;
    M y_, g_, slope_;
    double tolerance_, value_ = 0, size_ = 0;
    std::vector<std::string> broken_;
};

/// The rows of the single 1 of each column; empty if the targets are no columns of a unit matrix of two
/// classes or more.
template <class Real>
Labels labels_of(const Matrix<Real>& t) {
    Labels labels(t.cols());
    for (Index j = 0; j < t.cols(); ++j) {
        Index label = 0;
        if (t.rows() < 2 || t.col(j).maxCoeff(&label) != 1 || t.col(j).cwiseAbs().sum() != 1) return {};
        labels[j] = static_cast<int>(label);
    }
    return labels;
}

/// Returns the laws that a loss breaks at random outputs, one sentence each; none for a correct loss. The
/// targets, outputs x samples, are an example of those that it takes: shares of classes, or any numbers.
///
///     value               finite; a mean over samples: all samples twice have the same value
///     gradient            the central differences of value; in float, too
///     value_and_gradient  both, if the loss has the verb
///     curvature           the slope of gradient in a direction, if the loss has the verb
///     log_probabilities   sum to 1 over the classes, if the loss has the verb
///
/// A verb finds old numbers in the matrix that it must assign. If the loss takes Labels and the targets are
/// columns of a unit matrix, each verb must give the same for the labels. Errors are relative to the sizes of
/// what is compared, whatever they are.
///
///     CHECK(check_loss(Huber{.delta = 0.7}, targets).empty());
template <LossType L, std::same_as<double> Real>  // so programs that check no loss do not compile it
std::vector<std::string> check_loss(const L& loss, const Matrix<Real>& t, double tolerance = 1e-6) {
    LossLaws<L, Real> laws{loss, t, tolerance};
    laws.ask(labels_of(t));
    return std::move(laws).broken();
}

/// Checks a loss of classes with labels, such as Labels{{0, 2, 1}}, and with the same as targets: the columns
/// of a unit matrix, or the numbers 0 and 1 for a single output, as of Logistic. The width is the number of
/// outputs; without it there are two, or as many as the largest label needs. Throws std::invalid_argument for
/// labels that do not fit it.
///
///     CHECK(check_loss(SoftmaxCrossEntropy{}, labels).empty());
///     CHECK(check_loss(Logistic{}, labels, 1).empty());
template <LossType L, std::same_as<Labels> Classes>  // a matrix would become Labels silently
std::vector<std::string> check_loss(const L& loss, const Classes& labels, Index width = 0,
                                    double tolerance = 1e-6) {
    require(labels.size() > 0, "check_loss: needs at least one label");
    if (width == 0) width = std::max<Index>(labels.maxCoeff(), 1) + 1;
    require_labels(labels, labels.size(), std::max<Index>(width, 2), "check_loss");
    Matrix<double> t = Matrix<double>::Zero(width, labels.size());
    for (Index j = 0; j < labels.size(); ++j)
        if (width > 1)
            t(labels[j], j) = 1;
        else
            t(0, j) = labels[j];
    LossLaws<L, double> laws{loss, t, tolerance};
    laws.ask(labels);
    return std::move(laws).broken();
}

}  // namespace regula::inline REGULA_ABI
