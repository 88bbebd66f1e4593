#pragma once

#include <regula/core/error.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI::theory {

/// A symmetric matrix given by its products with vectors: a Quadratic, or the Hessian of a network.
template <class M>
concept SymmetricMap = requires(M& map, const Vector<double>& v) {
    { map.size() } -> std::convertible_to<Index>;
    { map.times(v) } -> std::convertible_to<Vector<double>>;
};

/// A quadratic objective, or the quadratic approximation of an objective near its minimum:
///
///     J(w) = J(w*) + 1/2 (w - w*)' H (w - w*)
///
/// The closed forms of chapter 7 apply to it. H must be symmetric, positive semidefinite, n x n. Goodfellow,
/// Bengio and Courville, Deep Learning, equation 7.6.
struct Quadratic {
    Matrix<double> hessian;  ///< H
    Vector<double> minimum;  ///< w*; if H is singular, one of the minima
    double least = 0;        ///< J(w*)

    Index size() const { return minimum.size(); }
    template <class = OnUse>
    Vector<double> times(const Vector<double>& v) const {
        return hessian * v;
    }

    template <class = OnUse>
    double value(const Vector<double>& w) const {
        const Vector<double> d = w - minimum;
        return least + d.dot(hessian * d) / 2;
    }

    /// An objective for minimize: returns J(w), g = H (w - w*).
    double operator()(const Vector<double>& w, auto&& g) const {
        g.noalias() = hessian * (w - minimum);
        return least + (w - minimum).dot(g) / 2;
    }

    /// Throws std::invalid_argument unless H is finite, square, symmetric and of the size of w*.
    template <class = OnUse>
    void check() const {
        require(size() > 0 && hessian.rows() == size() && hessian.cols() == size(),
                "Quadratic: the Hessian must be n x n, with n the size of the minimum, ", size(), ", got ",
                hessian.rows(), " x ", hessian.cols());
        require(hessian.allFinite() && minimum.allFinite(), "Quadratic: every number must be finite");
        const double off = (hessian - hessian.transpose()).norm();
        require(off <= 1e-9 * hessian.norm(), "Quadratic: the Hessian must be symmetric, got one that is ",
                off, " off");
    }

    /// Whether H is diagonal, so that each weight can be treated alone.
    template <class = OnUse>
    bool is_diagonal() const {
        const Matrix<double> rest = hessian - Matrix<double>{hessian.diagonal().asDiagonal()};
        return rest.cwiseAbs().maxCoeff() <= 1e-14 * hessian.diagonal().cwiseAbs().maxCoeff();
    }
};

static_assert(SymmetricMap<const Quadratic>);

/// A minimum, its method, and its residual: the largest violation of the optimality conditions.
struct Minimum {
    Vector<double> w;
    const char* method = "";
    double residual = 0;
};

}  // namespace regula::inline REGULA_ABI::theory
