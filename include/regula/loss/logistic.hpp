#pragma once

#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Logistic loss: the binary cross-entropy of independent outputs. y are the scores before the sigmoid
/// (logits):
///
///     J = 1/m sum_ij softplus(y_ij) - t_ij y_ij,   dJ/dy = (sigmoid(y) - t) / m
///
/// Targets are probabilities in [0, 1] (outputs x samples), or labels 0 and 1 if there is one output. An
/// infinite score is a certain prediction: its loss is 0 if it is right, infinite if it is wrong.
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.2.
struct Logistic {
    static constexpr bool takes_labels = true;

    template <class Targets>
    double value(const auto& y, const Targets& t) const {
        require_fit(y, t);
        if constexpr (std::same_as<Targets, Labels>) {
            using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
            return value(y, t.transpose().template cast<Scalar>());
        } else {
            const auto softplus = y.array().max(0) + (-y.array().abs()).exp().log1p();
            const auto sum = static_cast<double>((softplus - t.array() * y.array()).sum());
            return (std::isfinite(sum) ? sum : sum_of_infinite(y.array(), t.array())) /
                   static_cast<double>(y.cols());
        }
    }

    template <class Targets>
    void gradient(const auto& y, const Targets& t, auto& g) const {
        require_fit(y, t);
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const double share = 1 / static_cast<double>(y.cols());
        if constexpr (std::same_as<Targets, Labels>)
            gradient(y, t.transpose().template cast<Scalar>(), g);
        else
            g = (share * ((1 + (-y.array()).exp()).inverse() - t.array())).matrix();
    }

    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        require_fit(y, t);
        const double share = 1 / static_cast<double>(y.cols());
        v = (1 + (-y.array()).exp()).inverse().matrix();
        v = (share * (v.array() * (1 - v.array()) * u.array())).matrix();
    }

    /// Log probabilities of the classes 0 and 1, from one output: -softplus(y) and -softplus(-y). Throws
    /// std::invalid_argument for more outputs, because these are not exclusive classes.
    void log_probabilities(const auto& y, auto& l) const {
        require(y.rows() == 1, "Logistic: classes 0 and 1 need one output, got ", y.rows());
        l.resize(2, y.cols());
        const auto rest = (-y.array().abs()).exp().log1p();
        l.row(0) = (-y.array().max(0) - rest).matrix();
        l.row(1) = (y.array().min(0) - rest).matrix();
    }

private:
    /// softplus(y) - t y = softplus(-|y|) + |y| d, where d is the target's share of the answer that y's sign
    /// rejects. If d is 0, an infinite |y| adds nothing.
    static double sum_of_infinite(const auto& y, const auto& t) {
        const auto denied = (y > 0).select(1 - t, t);
        return static_cast<double>(
            ((-y.abs()).exp().log1p() + (denied == 0).select(0 * t, denied * y.abs())).sum());
    }

    template <class Targets>
    static void require_fit(const auto& y, const Targets& t) {
        if constexpr (std::same_as<Targets, Labels>) {
            require(y.rows() == 1, "Logistic: labels 0 and 1 need one output, got ", y.rows());
            require_labels(t, y.cols(), 2, "Logistic");
        } else {
            require_targets(y, t, "Logistic");
        }
    }
};

static_assert(LabelLoss<Logistic> && CurvedLoss<Logistic> && ClassLoss<Logistic>);

}  // namespace regula::inline REGULA_ABI
