#pragma once

#include <regula/loss/log_softmax.hpp>
#include <regula/loss/loss.hpp>
#include <regula/loss/target_score.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Softmax and cross-entropy. y are the scores before the softmax (logits), classes x samples:
///
///     J = 1/m sum_j (|t_j|_1 log sum_i exp y_ij - t_j'y_j),   dJ/dy_j = (|t_j|_1 softmax(y_j) - t_j) / m
///
/// Targets are labels, or distributions t_j over the classes (soft targets, as in label smoothing). A score
/// of -infinity excludes a class: its probability and gradient are 0, its loss as a target is infinite.
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3.
struct SoftmaxCrossEntropy {
    static constexpr bool takes_labels = true;

    template <class Targets>
    double value(const auto& y, const Targets& t) const {
        require_targets(y, t, "SoftmaxCrossEntropy");
        double sum = 0;
        for (Index j = 0; j < y.cols(); ++j) {
            const auto top = y.col(j).maxCoeff();
            sum += cost(y, t, j, top, (y.col(j).array() - top).exp().sum());
        }
        return sum / static_cast<double>(y.cols());
    }

    template <class Targets>
    void gradient(const auto& y, const Targets& t, auto& g) const {
        value_and_gradient(y, t, g);
    }

    /// Value and gradient with one exponential per entry.
    template <class Targets>
    double value_and_gradient(const auto& y, const Targets& t, auto& g) const {
        require_targets(y, t, "SoftmaxCrossEntropy");
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        const double share = 1 / static_cast<double>(y.cols());
        double sum = 0;
        g.resize(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            const auto top = y.col(j).maxCoeff();
            g.col(j) = (y.col(j).array() - top).exp().matrix();
            const auto whole = g.col(j).sum();
            sum += cost(y, t, j, top, whole);
            const double scale = share / static_cast<double>(whole);
            if constexpr (std::same_as<Targets, Labels>) {
                g.col(j) = scale * g.col(j);
                g(t[j], j) -= static_cast<Scalar>(share);
            } else {
                g.col(j) = (scale * static_cast<double>(t.col(j).sum())) * g.col(j) - share * t.col(j);
            }
        }
        return share * sum;
    }

    /// v_j = |t_j|_1 (p u - p (p'u)) / m     with p = softmax(y_j)
    template <class Targets>
    void curvature(const auto& y, const Targets& t, const auto& u, auto& v) const {
        require_targets(y, t, "SoftmaxCrossEntropy");
        const double share = 1 / static_cast<double>(y.cols());
        v.resize(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            v.col(j) = (y.col(j).array() - y.col(j).maxCoeff()).exp().matrix();
            double mass = share / static_cast<double>(v.col(j).sum());
            const auto mean = v.col(j).dot(u.col(j)) / v.col(j).sum();
            if constexpr (!std::same_as<Targets, Labels>) mass *= static_cast<double>(t.col(j).sum());
            v.col(j) = (mass * (v.col(j).array() * (u.col(j).array() - mean))).matrix();
        }
    }

    /// l_j = y_j - log sum_i exp y_ij
    void log_probabilities(const auto& y, auto& l) const {
        l = y;
        to_log_softmax(l);
    }

private:
    /// The loss of sample j; `top` is its largest score, `whole` its sum of exp(score - top).
    template <class Targets>
    static double cost(const auto& y, const Targets& t, Index j, auto top, auto whole) {
        const double normalizer = static_cast<double>(top) + std::log(static_cast<double>(whole));
        if constexpr (std::same_as<Targets, Labels>)
            return normalizer - static_cast<double>(y(t[j], j));
        else
            return normalizer * static_cast<double>(t.col(j).sum()) - target_score(t.col(j), y.col(j));
    }
};

static_assert(LabelLoss<SoftmaxCrossEntropy> && CurvedLoss<SoftmaxCrossEntropy> &&
              ClassLoss<SoftmaxCrossEntropy>);

}  // namespace regula::inline REGULA_ABI
