#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The confidence penalty: penalises confident predictions by minus the entropy of the softmax of each
/// column. For logits, classes x samples, as the outputs are.
///
///     value       a sum_j sum_i p_ij log p_ij,      p_j = softmax(z_j)
///     gradient    a p_ij (log p_ij - sum_k p_kj log p_kj)
///
/// A sum over columns, from -a log(classes) to 0 each. Smooth; a softmax of any size of logits is exact, and
/// nothing is allocated.
/// Pereyra, Tucker, Chorowski, Kaiser and Hinton (2017), "Regularizing neural networks by penalizing
/// confident output distributions".
struct ConfidencePenalty {
    static constexpr auto home = outputs;
    double strength;

    void check() const { require(strength >= 0, "ConfidencePenalty: strength must be >= 0, got ", strength); }

    double value(const auto& z) const {
        check();
        double sum = 0;
        for (Index j = 0; j < z.cols(); ++j) sum += Softmax{z.col(j)}.mean_log;
        return strength * sum;
    }
    void add_gradient(const auto& z, auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        for (Index j = 0; j < z.cols(); ++j) {
            const Softmax softmax{z.col(j)};
            for (Index i = 0; i < z.rows(); ++i) {
                const double log_p = static_cast<double>(z(i, j)) - softmax.log_sum, p = std::exp(log_p);
                if (p != 0) g(i, j) += static_cast<Scalar>(strength * p * (log_p - softmax.mean_log));
            }
        }
    }

    /// Of the softmax p of logits:     log p_i = z_i - log_sum,     mean_log = sum_i p_i log p_i
    struct Softmax {
        double log_sum, mean_log;

        explicit Softmax(const auto& z) {
            const auto most = static_cast<double>(z.maxCoeff());
            const auto shifted = z.array().template cast<double>() - most;
            const double sum = shifted.exp().sum();
            log_sum = most + std::log(sum);
            mean_log = (shifted.max(-1e3) * shifted.exp()).sum() / sum - std::log(sum);  // 0 log 0 is 0
        }
    };
};

static_assert(Penalty<ConfidencePenalty>);

}  // namespace regula::inline REGULA_ABI
