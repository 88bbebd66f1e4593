#pragma once

#include <regula/model/class_terms.hpp>

namespace regula::inline REGULA_ABI {

/// Adds to a pass the gradient of     weight/2 sum_j |s_j|^2     with s tangent k of the outputs y, and
/// returns the sum of squares.
double add_change_of_outputs(auto& pass, Node y, std::size_t k, double weight) {
    const auto& s = pass.tangent(y, k);
    using Scalar = typename std::remove_cvref_t<decltype(s)>::Scalar;
    pass.add_tangent_gradient(y, static_cast<Scalar>(weight) * s, k);
    return static_cast<double>(s.squaredNorm());
}

/// The same with the change l of the log probabilities of the classes in place of that of the scores. With
/// probabilities p
///
///     l = s - p's,     d |l|^2/2 / ds = l - p 1'l,     d |l|^2/2 / dy = -1'l p (s - p's)
///
/// One output is the score of class 1 beside a 0. For a loss without classes it adds nothing.
template <class Loss>
double add_change_of_log_probabilities(auto& pass, const Loss& loss, Node y, std::size_t k, double weight) {
    double squares = 0;
    if constexpr (ClassLoss<Loss>) {
        using M = std::remove_cvref_t<decltype(pass.tangent(y, k))>;
        using Scalar = typename M::Scalar;
        const M &all = pass.value(class_probabilities(pass, loss, pass.value(y))), &s = pass.tangent(y, k);
        const auto p = all.bottomRows(s.rows());
        const auto classes = static_cast<Scalar>(all.rows()), c = static_cast<Scalar>(weight);
        const Index n = s.rows();
        const M& g = pass.value(pass.constant([&](M& both) {
            both.resize(2 * n, s.cols());  // the gradient at s above that at y
            for (Index j = 0; j < s.cols(); ++j) {
                const Scalar mean = p.col(j).dot(s.col(j)), sum = s.col(j).sum() - classes * mean;
                const auto l = s.col(j).array() - mean;
                squares += static_cast<double>(l.square().sum());
                if (all.rows() > n) squares += static_cast<double>(mean * mean);
                both.col(j).head(n).array() = c * (l - sum * p.col(j).array());
                both.col(j).tail(n).array() = -c * sum * p.col(j).array() * l;
            }
        }));
        pass.add_tangent_gradient(y, g.topRows(n), k);
        pass.add_gradient(y, g.bottomRows(n));
    }
    return squares;
}

}  // namespace regula::inline REGULA_ABI
