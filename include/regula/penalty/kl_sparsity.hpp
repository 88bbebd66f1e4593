#pragma once

#include <regula/core/policy.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// KL sparsity: makes every hidden unit active on a small fraction of the samples. For units x samples in
/// (0, 1), as sigmoid units are.
///
///     value       m a sum_j KL(r || q_j),      q_j the mean of row j over its m columns
///     gradient    a ((1 - r) / (1 - q_j) - r / q_j)           in every column
///     KL(r || q) = r log(r / q) + (1 - r) log((1 - r) / (1 - q))
///
/// r is `target`. A run divides penalties on hidden units by the size m of the batch, so the cost of a unit
/// is a KL; q is accurate for large m. Within `margin` of 0 and 1 and beyond, KL continues along its
/// tangent: finite, and a unit that leaves (0, 1), as a ReLU does, is pulled back. Ng, lecture notes CS294A,
/// "Sparse autoencoder"; Goodfellow, Bengio and Courville, Deep Learning, section 7.10.
struct KlSparsity {
    double strength;
    double target = 0.05;
    double margin = 1e-3;

    void check() const {
        require(strength >= 0, "KlSparsity: strength must be >= 0, got ", strength);
        require(target > 0 && target < 1, "KlSparsity: target must be > 0 and < 1, got ", target);
        require(margin > 0 && margin < 0.5, "KlSparsity: margin must be > 0 and < 0.5, got ", margin);
    }

    double value(const auto& h) const {
        check();
        double sum = 0;
        for (Index i = 0; i < h.rows(); ++i) {
            const double q = mean(h, i), inside = std::clamp(q, margin, 1 - margin);
            const double kl =
                target * std::log(target / inside) + (1 - target) * std::log((1 - target) / (1 - inside));
            sum += kl + slope(q) * (q - inside);
        }
        return strength * static_cast<double>(h.cols()) * sum;
    }

    void add_gradient(const auto& h, auto&& g) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        for (Index i = 0; i < h.rows(); ++i)
            g.row(i).array() += static_cast<Scalar>(strength * slope(mean(h, i)));
    }

    double slope(double q) const {
        const double inside = std::clamp(q, margin, 1 - margin);
        return (1 - target) / (1 - inside) - target / inside;
    }
    static double mean(const auto& h, Index i) { return h.row(i).template cast<double>().mean(); }
};

static_assert(Penalty<KlSparsity>);

}  // namespace regula::inline REGULA_ABI
