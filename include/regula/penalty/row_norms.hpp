#pragma once

#include <regula/core/numeric/norm.hpp>

#include <algorithm>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// Calls act(rows, factor, norm) for some rows of w at a time, with an array of the norms of `factor` times
/// each:
///
///     |w_i| = norm_i / factor_i,     factor_i = range_factor(|w_i|^2), so that nothing overflows
///
/// A norm that is below `exact_above` may come out too small, as of safe_norm. The columns are read as they
/// lie in memory, and nothing is allocated.
template <class Derived>
void for_each_band(const Eigen::MatrixBase<Derived>& w, typename Derived::Scalar exact_above, auto&& act) {
    using Scalar = typename Derived::Scalar;
    Eigen::Array<Scalar, Eigen::Dynamic, 1, 0, 64, 1> factor, norm;
    for (Index first = 0; first < w.rows(); first += 64) {
        const auto rows = Eigen::seqN(first, std::min<Index>(64, w.rows() - first));
        const auto add_squares = [&] {
            norm.setZero(rows.size());
            for (Index j = 0; j < w.cols(); ++j) norm += (factor * w(rows, j).array()).square();
        };
        factor.setOnes(rows.size());
        add_squares();
        factor = norm.unaryExpr([=](Scalar squares) {
            const Scalar wanted = range_factor(squares);
            return wanted > 1 && range_factor(exact_above * exact_above) <= 1 ? Scalar{1} : wanted;
        });
        if ((factor != 1).any()) add_squares();
        norm = norm.sqrt();
        act(rows, factor, norm);
    }
}

}  // namespace regula::inline REGULA_ABI
