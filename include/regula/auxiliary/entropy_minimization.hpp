#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/model/class_terms.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Penalises the entropy of the class probabilities of unlabelled samples, so that the boundaries between
/// classes move to where samples are few:
///
///     strength 1/m sum_j H(p_j),     H(p) = -sum_i p_i log p_i
///     gradient at the scores of the classes     -p_i (log p_i + H(p)) strength/m
///
/// The unlabelled samples have noise and masks of the step. In a run without unlabelled samples, the training
/// samples serve. Needs a loss of classes. Grandvalet and Bengio (2005), "Semi-supervised learning by entropy
/// minimization"; Goodfellow, Bengio and Courville, Deep Learning, section 7.6.
struct EntropyMinimization {
    static constexpr bool takes_unlabelled = true;
    double strength = 0.1;

    void check() const {
        require(strength >= 0, "EntropyMinimization: strength must be >= 0, got ", strength);
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const Node y = unlabelled_outputs(pass, f, batch);
        add_class_term(pass, "EntropyMinimization", loss, y, strength, [](auto l, Index) {
            using Scalar = typename decltype(l)::Scalar;
            double entropy = 0;
            for (Index i = 0; i < l.size(); ++i) entropy -= times_exp(static_cast<double>(l(i)), l(i));
            for (Index i = 0; i < l.size(); ++i)
                l(i) = static_cast<Scalar>(-times_exp(static_cast<double>(l(i)) + entropy, l(i)));
            return entropy;
        });
    }

private:
    /// a exp(l), which is 0 for a probability of 0, even if a is infinite.
    static double times_exp(double a, auto l) {
        const double p = std::exp(static_cast<double>(l));
        return p == 0 ? 0 : a * p;
    }
};

static_assert(AuxiliaryLoss<EntropyMinimization>);

}  // namespace regula::inline REGULA_ABI
