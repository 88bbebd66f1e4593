// optional: needs <Eigen/Cholesky>
#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/penalty/fits.hpp>
#include <regula/penalty/l2.hpp>

namespace regula::inline REGULA_ABI {

/// A quadratic form around a point: a diagonal Q is weight decay with a strength for each weight; elastic
/// weight consolidation has the Fisher information of an earlier task, and its solution as the point.
///
///     value       a/2 d'Q d,     d = vec(w - p), column below column
///     gradient    a Q d
///     prox        p + (I + t a Q)^-1 d                     (by Cholesky, in each call)
///     conjugate   <y, p> + y'Q^-1 y / (2 a)                (of a definite Q; else std::invalid_argument)
///
/// Q is symmetric and positive semidefinite; w has the shape of the point. All is in double, and allocates.
/// Kirkpatrick et al. (2017), "Overcoming catastrophic forgetting in neural networks".
struct QuadraticForm {
    static constexpr bool smooth = true;
    double strength;
    Matrix<double> matrix, point;
    void check() const {
        check_sizes();
        require((matrix - matrix.transpose()).norm() <= 1e-12 * matrix.norm(),
                "QuadraticForm: the matrix must be symmetric");
        cholesky(std::max(1e-12 * matrix.norm(), 1e-300), 1);
    }
    double value(const auto& w) const { return strength / 2 * away(w).dot(matrix * away(w)); }
    void add_gradient(const auto& w, auto&& g) const { add(strength * (matrix * away(w)), g); }
    void prox(auto&& w, double step) const { add(cholesky(1, step * strength).solve(away(w)) - away(w), w); }
    double conjugate(const auto& y) const {
        const auto q = cholesky(0, 1, "definite, for the conjugate");
        const Vector<double> flat = y.template cast<double>().reshaped();
        return y.cwiseProduct(fit(y)).sum() + L2{strength}.conjugate(q.matrixL().solve(flat));
    }
    void check_sizes() const {  // what each verb asks: a Cholesky decomposition would cost more than most
        const Index n = point.size(), rows = matrix.rows(), cols = matrix.cols();
        require(strength >= 0, "QuadraticForm: strength must be >= 0, got ", strength);
        require(rows == n && cols == n, "QuadraticForm: the point has ", n, " entries, the matrix is ", rows,
                " x ", cols);
    }
    auto fit(const auto& w) const { return check_sizes(), fitting("QuadraticForm: the point", point, w); }
    Vector<double> away(const auto& w) const { return (w - fit(w)).template cast<double>().reshaped(); }
    static void add(const Vector<double>& d, auto& w) {
        w += d.reshaped(w.rows(), w.cols()).template cast<std::remove_cvref_t<decltype(w(0, 0))>>();
    }
    Eigen::LLT<Matrix<double>> cholesky(double identity, double q, const char* need = "semidefinite") const {
        const Index n = matrix.rows();
        const Eigen::LLT<Matrix<double>> factor{identity * Matrix<double>::Identity(n, n) + q * matrix};
        require(factor.info() == Eigen::Success, "QuadraticForm: the matrix must be positive ", need);
        return factor;
    }
};

static_assert(ProximalPenalty<QuadraticForm> && is_smooth<QuadraticForm>);

}  // namespace regula::inline REGULA_ABI
