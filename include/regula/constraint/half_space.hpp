#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// A half-space: a weighted sum of the weights of a block is at most `offset`.
///
///     set         <n, w> = sum_ij n_ij w_ij <= offset
///     project     w  <-  w - max(<n, w> - offset, 0) / |n|^2 n
///
/// The normal n has the shape of one block: on(weights[0], HalfSpace{...}). Throws std::invalid_argument for
/// a block of another shape. Boyd and Vandenberghe (2004), Convex Optimization, section 8.1.1.
struct HalfSpace {
    static constexpr bool across_units = true;  // not for transposed blocks
    Matrix<double> normal;
    double offset;

    void check() const {
        require(normal.allFinite() && !normal.isZero(0), "HalfSpace: normal must be finite and not zero");
        require(std::isfinite(offset), "HalfSpace: offset must be finite, got ", offset);
    }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require(w.rows() == normal.rows() && w.cols() == normal.cols(), "HalfSpace: the normal is ",
                normal.rows(), " x ", normal.cols(), ", the block that it meets is ", w.rows(), " x ",
                w.cols());
        const double length = safe_norm(normal);
        with_length(
            normal, length, 1, [&](const auto& unit) {  // n / |n|: no product leaves the range of numbers
                const double excess = unit.cwiseProduct(w.template cast<double>()).sum() - offset / length;
                if (excess > 0) w -= (excess * unit).template cast<Scalar>();
            });
    }
};

static_assert(Constraint<HalfSpace>);

}  // namespace regula::inline REGULA_ABI
