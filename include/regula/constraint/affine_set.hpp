// optional: needs <Eigen/QR>
#pragma once

#include <regula/core/numeric/orthogonal.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// An affine set: the incoming weights of every unit solve linear equations, for example a sum of zero.
///
///     set         A w_j = b                              for every column w_j
///     project     w_j  <-  w_j - pinv(A) (A w_j - b)
///
/// A has a column for each input of a unit, b an entry for each row of A; with a row of ones and b = 0 every
/// unit's weights have mean zero. Rows of A may depend on one another (pinv is the pseudoinverse). Throws
/// std::invalid_argument if no w solves the equations, and for units of another size. Allocates, and factors
/// A in each projection.
/// Boyd and Vandenberghe (2004), Convex Optimization, section 8.1.1.
struct AffineSet {
    static constexpr bool across_units = true;  // not for transposed blocks
    using Solver = Eigen::CompleteOrthogonalDecomposition<Matrix<double>>;
    Matrix<double> a;
    Vector<double> b;

    template <class = OnUse>
    void check() const {
        check_sizes();
        require(a.allFinite() && b.allFinite(), "AffineSet: every number must be finite");
        const double left = (a * Solver{a}.solve(b) - b).norm();
        require(left <= 1e-9 * b.norm(), "AffineSet: a w = b must have a solution; the best is ", left,
                " off");
    }

    void check_sizes() const {  // what a projection asks: the rest of check() costs as much as it does
        require(a.size() > 0 && a.rows() == b.size(), "AffineSet: b must have an entry for each row of a, ",
                a.rows(), ", got ", b.size());
    }

    void project(auto&& w) const {
        check_sizes();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require(w.rows() == a.cols(), "AffineSet: a is for units of ", a.cols(),
                " inputs, the block that it meets has ", w.rows());
        const Matrix<double> off = (a * w.template cast<double>()).colwise() - b;
        w -= Solver{a}.solve(off).template cast<Scalar>();
    }
};

static_assert(Constraint<AffineSet>);

}  // namespace regula::inline REGULA_ABI
