#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/model/class_terms.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Adds the divergence of the class probabilities at node y from given ones to a pass,
///
///     strength/m sum_j KL(p_j | q_j),     q_j the probabilities of the classes at column j of y
///
/// with log p, classes x samples, a constant. The gradient at the scores is (q - p) strength/m.
void add_divergence(auto& pass, std::string_view name, const auto& loss, const auto& log_p, Node y,
                    double strength) {
    add_class_term(pass, name, loss, y, strength, [&](auto l, Index j) {
        using Scalar = typename decltype(l)::Scalar;
        double divergence = 0;
        for (Index i = 0; i < l.size(); ++i) {
            const auto log_pi = static_cast<double>(log_p(i, j)), log_qi = static_cast<double>(l(i));
            const double p = std::exp(log_pi);
            if (p > 0) divergence += p * (log_pi - log_qi);  // a class without probability adds nothing
            l(i) = static_cast<Scalar>(std::exp(log_qi) - p);
        }
        return divergence;
    });
}

/// Adds to the gradient at node y the second derivative of KL(p_j | q_j) at q_j = p_j, times the tangent s of
/// y:
///
///     (diag p_j - p_j p_j') s_j
///
/// Pulled back to the inputs it is the product with the Hessian of the divergence between the predictions at
/// x_j and x_j + r, at r = 0.
void add_divergence_curvature(auto& pass, const auto& loss, Node y) {
    const Node product = class_probabilities(pass, loss, pass.value(y));
    const auto &p = pass.value(product), &s = pass.tangent(y);
    const Node taken = pass.constant([&](auto& g) {
        g = p.bottomRows(s.rows());  // one output is the score of class 1 beside a 0
        for (Index j = 0; j < s.cols(); ++j) g.col(j).array() *= s.col(j).array() - g.col(j).dot(s.col(j));
    });
    pass.add_gradient(y, pass.value(taken));
}

/// The log probabilities of the classes at outputs y, classes x samples, as a constant of the pass.
template <class Loss>
Node log_probabilities(auto& pass, const Loss& loss, const auto& y) {
    require_classes<Loss>();
    return pass.constant([&](auto& l) {
        if constexpr (ClassLoss<Loss>) loss.log_probabilities(y, l);
    });
}

/// A unit vector for each column of x, uniform on the sphere, as a constant of the pass. A name gives the
/// draws.
Node random_directions(auto& pass, const auto& x, std::string_view name) {
    const auto& now = pass.hooks().now;
    return pass.constant([&](auto& d) {
        d.resizeLike(x);
        fill_normal(now.key.stream(name).from(static_cast<std::uint64_t>(now.first)), d);
        for (auto direction : d.colwise()) direction.normalize();
    });
}

/// The columns of v with length 1, as a constant of the pass. Where a column is 0 or not finite, that of
/// `otherwise` is taken.
Node unit_columns(auto& pass, const auto& v, const auto& otherwise) {
    return pass.constant([&](auto& d) {
        using Scalar = typename std::remove_cvref_t<decltype(d)>::Scalar;
        d = otherwise;
        for (Index j = 0; j < v.cols(); ++j)
            if (const Scalar norm = safe_norm(v.col(j)); norm > 0 && std::isfinite(norm))
                with_length(v.col(j), norm, Scalar{1}, [&](const auto& unit) { d.col(j) = unit; });
    });
}

}  // namespace regula::inline REGULA_ABI
