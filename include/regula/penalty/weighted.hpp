#pragma once

#include <regula/penalty/by_size.hpp>
#include <regula/penalty/fits.hpp>

namespace regula::inline REGULA_ABI {

/// weighted(L1{a}, v): a coefficient >= 0 for each entry of a penalty that is a sum over entries, as glmnet's
/// penalty factors; 0 leaves a weight free. The adaptive lasso of Zou (2006) has v = 1 / |an estimate|.
///
///     value       sum_i v_i phi(w_i)            gradient    v_i phi'(w_i)
///     prox        that of the penalty with the steps t v_i
///     conjugate   sum_i v_i phi*(y_i / v_i);     where v_i = 0: 0 at y_i = 0, infinite elsewhere
///
/// v has the shape of one block, the penalty has none; std::invalid_argument is thrown where v meets another.
template <ElementwiseProx P>
struct Weighted {
    using Inner = P;
    using Cell = Eigen::Matrix<double, 1, 1>;
    static constexpr bool smooth = is_smooth<P>;
    P penalty;
    Matrix<double> weights;

    void check() const {
        validate(penalty);
        require((weights.array() >= 0).all() && weights.allFinite(), "weighted: needs finite weights >= 0");
    }
    double value(const auto& w) const {
        const auto term = [&](Index i, Index j) { return weights(i, j) * penalty.value(cell(w, i, j)); };
        return sum_over_entries(fit(w), term);
    }
    void add_gradient(const auto& w, auto&& g) const {
        for_each_entry(fit(w), [&](Index i, Index j) {
            Cell slope{0.0};
            penalty.add_gradient(cell(w, i, j), slope);
            g.coeffRef(i, j) += static_cast<std::remove_cvref_t<decltype(g(i, j))>>(weights(i, j) * slope(0));
        });
    }
    void prox(auto&& w, double step) const { penalty.prox(w, step * fit(w)); }
    template <class Steps>
    void prox(auto&& w, const Eigen::MatrixBase<Steps>& steps) const {
        penalty.prox(w, steps.cwiseProduct(fit(w)));
    }
    double conjugate(const auto& y) const requires requires(const P& p, Cell x) { p.conjugate(x); }
    {
        return sum_over_entries(fit(y), [&, &v = weights](Index i, Index j) {
            if (v(i, j) == 0) return y(i, j) == 0 ? 0 : HUGE_VAL;
            return v(i, j) * penalty.conjugate(Cell{cell(y, i, j) / v(i, j)});
        });
    }
    auto fit(const auto& w) const { return check(), fitting("weighted: the matrix of weights", weights, w); }
    static Cell cell(const auto& w, Index i, Index j) { return Cell{static_cast<double>(w(i, j))}; }
};

template <ElementwiseProx P>
auto weighted(P penalty, Matrix<double> v) {
    return Weighted<P>{std::move(penalty), std::move(v)};
}

}  // namespace regula::inline REGULA_ABI
