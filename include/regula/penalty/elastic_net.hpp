#pragma once

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

namespace regula::inline REGULA_ABI {

/// The elastic net: selects weights as L1 does, but keeps correlated inputs together as L2 does.
///
///     value       a (r |w|_1 + (1 - r)/2 |w|^2)
///     gradient    a (r sign(w) + (1 - r) w)              (a subgradient: 0 where w = 0)
///     prox        S(w, t a r) / (1 + t a (1 - r))        S the soft threshold of L1
///     conjugate   |S(y, a r)|^2 / (2 a (1 - r))
///
/// Its two coefficients are those of scikit-learn and glmnet: a path changes the strength and keeps the ratio
/// r. L1{a} + L2{b} has the same value with two strengths; its L2 enters the gradient, here all is one prox.
/// Zou and Hastie (2005), "Regularization and variable selection via the elastic net".
struct ElasticNet {
    double strength;
    double l1_ratio = 0.5;

    void check() const {
        require(strength >= 0, "ElasticNet: strength must be >= 0, got ", strength);
        require(l1_ratio >= 0 && l1_ratio <= 1, "ElasticNet: l1_ratio must be in [0, 1], got ", l1_ratio);
    }

    double value(const auto& w) const { return check(), l1().value(w) + l2().value(w); }

    void add_gradient(const auto& w, auto&& g) const {
        check();
        l1().add_gradient(w, g);
        l2().add_gradient(w, g);
    }

    // The prox of the sum is here one after the other.
    void prox(auto&& w, double step) const {
        check();
        l1().prox(w, step);
        l2().prox(w, step);
    }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        check();
        l1().prox(w, steps);
        l2().prox(w, steps);
    }
    double conjugate(const auto& y) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(y)>::Scalar;
        const auto most = static_cast<Scalar>(strength * l1_ratio);
        return l2().conjugate(y - y.array().max(-most).min(most).matrix());
    }

    L1 l1() const { return {strength * l1_ratio}; }
    L2 l2() const { return {strength * (1 - l1_ratio)}; }
};

static_assert(ElementwiseProx<ElasticNet>);

}  // namespace regula::inline REGULA_ABI
