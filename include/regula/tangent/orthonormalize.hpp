#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <limits>

namespace regula::inline REGULA_ABI {

/// Replaces the columns of v by orthonormal ones: the first k columns span what the first k spanned before,
/// by modified Gram-Schmidt, twice. A column that depends on those before it becomes a unit vector orthogonal
/// to them. v has at most as many columns as rows.
void orthonormalize(auto&& v) {
    using Scalar = typename std::remove_cvref_t<decltype(v)>::Scalar;
    const auto reject = [&](Index k) {
        for (int twice = 0; twice < 2; ++twice)
            for (Index i = 0; i < k; ++i) v.col(k) -= v.col(i).dot(v.col(k)) * v.col(i);
        return v.col(k).norm();
    };
    for (Index k = 0; k < v.cols(); ++k) {
        if (const Scalar before = v.col(k).norm(); before > 0) v.col(k) /= before;
        Scalar norm = reject(k);
        // Of the unit vectors, one at least has a part of 1/rows orthogonal to fewer than `rows` columns.
        constexpr Scalar enough = 100 * std::numeric_limits<Scalar>::epsilon();
        for (Index unit = 0; !(norm > enough) && unit < v.rows(); ++unit) {
            v.col(k).setZero();
            v(unit, k) = 1;
            norm = reject(k);
            if (2 * norm * norm * static_cast<Scalar>(v.rows()) < 1) norm = 0;
        }
        v.col(k) /= norm;
    }
}

}  // namespace regula::inline REGULA_ABI
