#pragma once

#include <regula/loss/loss.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Softmax and cross-entropy, of scores y (classes x samples) before the softmax:
///
///     J = 1/m sum_j (|t_j|_1 log sum_i exp y_ij - t_j'y_j),   dJ/dy_j = (|t_j|_1 softmax(y_j) - t_j) / m
///
/// Targets are labels, or distributions t_j over the classes (soft targets, as of label smoothing).
/// Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3.
struct SoftmaxCrossEntropy {
    static constexpr bool takes_labels = true;

    template <class Targets>
    double value(const auto& y, const Targets& t) const {
        double sum = 0;
        for (Index j = 0; j < y.cols(); ++j) {
            const double top = static_cast<double>(y.col(j).maxCoeff());
            const double rest =
                std::log(static_cast<double>((y.col(j).array() - y.col(j).maxCoeff()).exp().sum()));
            if constexpr (std::same_as<Targets, Labels>)
                sum += top - static_cast<double>(y(t[j], j)) + rest;
            else
                sum += static_cast<double>(t.col(j).sum()) * (top + rest) -
                       static_cast<double>(t.col(j).dot(y.col(j)));
        }
        return sum / static_cast<double>(y.cols());
    }

    template <class Targets>
    void gradient(const auto& y, const Targets& t, auto& g) const {
        const double share = 1 / static_cast<double>(y.cols());
        g.resize(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j) {
            g.col(j) = (y.col(j).array() - y.col(j).maxCoeff()).exp().matrix();
            if constexpr (std::same_as<Targets, Labels>) {
                g.col(j) = (share / static_cast<double>(g.col(j).sum())) * g.col(j);
                g(t[j], j) -= static_cast<typename std::remove_cvref_t<decltype(g)>::Scalar>(share);
            } else {
                const double mass =
                    share * static_cast<double>(t.col(j).sum()) / static_cast<double>(g.col(j).sum());
                g.col(j) = mass * g.col(j) - share * t.col(j);
            }
        }
    }
};

static_assert(LabelLoss<SoftmaxCrossEntropy>);

}  // namespace regula::inline REGULA_ABI
