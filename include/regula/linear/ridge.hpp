#pragma once

#include <regula/data/dataset.hpp>
#include <regula/linear/columns.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/penalty/l2.hpp>

#include <Eigen/Cholesky>
#include <Eigen/SVD>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Targets less their means, samples x outputs, and the means; without an intercept as they are, and zeros.
struct CentredTargets {
    Matrix<double> values;
    Vector<double> mean;

    CentredTargets(const Design& design, const Matrix<double>& y, bool intercept)
        : values{y.transpose()}, mean{Vector<double>::Zero(y.rows())} {
        require(y.rows() > 0 && y.cols() == design.samples(), "ridge: needs targets for ", design.samples(),
                " samples, got ", y.rows(), " x ", y.cols());
        require(y.allFinite(), "ridge: every target must be finite");
        if (!intercept) return;
        mean = y.rowwise().mean();
        values.rowwise() -= mean.transpose();
    }
};

/// The fit that has these weights for centred features, with its certificate: for squared error and L2 the
/// gap of the point -dJ/dy of the dual is     |dJ/dW + a W|^2 / (2 a).
inline LinearFit ridge_fit(const Design& design, const CentredTargets& t, const Matrix<double>& w, double a,
                           const Columns& columns, bool intercept) {
    LinearFit fit{w, t.mean, {.method = "Cholesky"}};
    const double m = static_cast<double>(design.samples());
    const Matrix<double> rest = columns.times(w) - t.values;
    const Matrix<double> slope = columns.transpose_times(rest) / m + a * w;
    Certificate& proof = fit.certificate;
    proof.objective = rest.squaredNorm() / (2 * m) + a / 2 * w.squaredNorm();
    proof.residual = slope.cwiseAbs().maxCoeff();
    const double none = t.values.squaredNorm() / (2 * m);
    if (a > 0) proof.gap = slope.squaredNorm() / (2 * a) / (none > 0 ? none : 1);
    proof.converged = true;
    if (intercept) fit.intercept -= w.transpose() * design.mean();
    return fit;
}

/// Ridge regression: the minimum of     1/m sum_j 1/2 |W'x_j + b - t_j|^2 + a/2 |W|^2
/// for targets of outputs x samples, by Cholesky's decomposition of the smaller of X'X and XX', and one step
/// of refinement. The intercept is not penalised.
///
/// Throws std::invalid_argument for shapes that do not fit, for a < 0, and where a is too small for a matrix
/// that is singular without it: then ordinary_least_squares or RidgePath answer.
/// Hoerl and Kennard (1970), "Ridge regression: biased estimation for nonorthogonal problems".
inline LinearFit ridge(const Design& design, const Matrix<double>& y, const L2& penalty,
                       bool intercept = true) {
    penalty.check();
    const CentredTargets t{design, y, intercept};
    const Columns columns{design, intercept};
    const double weight = penalty.strength * static_cast<double>(design.samples());
    Matrix<double> gram = columns.smaller_gram();
    gram.diagonal().array() += weight;
    const Eigen::LLT<Matrix<double>> factor{gram};
    require(factor.info() == Eigen::Success && factor.rcond() > 1e-15, "ridge: the strength ",
            penalty.strength,
            " is too small for features that are linearly dependent; "
            "ordinary_least_squares finds the shortest weights, and RidgePath takes any strength");
    const bool by_feature = design.features() <= design.samples();
    const auto solve = [&](const Matrix<double>& rest, const Matrix<double>& w) -> Matrix<double> {
        if (by_feature) return factor.solve(columns.transpose_times(rest) - weight * w);
        return columns.transpose_times(factor.solve(rest));
    };
    Matrix<double> w = solve(t.values, Matrix<double>::Zero(design.features(), y.rows()));
    if (by_feature) w += solve(t.values - columns.times(w), w);
    return ridge_fit(design, t, w, penalty.strength, columns, intercept);
}

template <class Scalar>
LinearFit ridge(const Dataset<Scalar>& data, const L2& penalty, bool intercept = true) {
    data.check("ridge");
    require(!data.has_labels(), "ridge: needs data with targets, got labels");
    return ridge(Design{data.inputs}, data.targets.template cast<double>(), penalty, intercept);
}

/// Ridge regression of all strengths from one singular value decomposition of the features,
///
///     X = U diag(s) V',     W = V diag(s / (s^2 + m a)) U'T,     a >= 0, at 0 the least squares of least
/// norm
///
/// and what depends on it in closed form: each strength costs a few products more. Dense inputs only.
class RidgePath {
public:
    RidgePath(const Design& design, const Matrix<double>& y, bool intercept = true)
        : design_{design}, targets_{design, y, intercept}, intercept_{intercept} {
        require(!design.is_sparse(), "RidgePath: needs dense inputs; ridge takes sparse ones");
        Matrix<double> x = design.dense();
        if (!intercept) x.rowwise() += design.mean().transpose();
        const Eigen::BDCSVD<Matrix<double>> svd{x, Eigen::ComputeThinU | Eigen::ComputeThinV};
        const Index rank = svd.rank();
        u_ = svd.matrixU().leftCols(rank);
        v_ = svd.matrixV().leftCols(rank);
        s_ = svd.singularValues().head(rank);
        turned_ = u_.transpose() * targets_.values;
    }

    template <class Scalar>
    explicit RidgePath(const Dataset<Scalar>& data, bool intercept = true)
        : RidgePath{Design{data.inputs}, data.targets.template cast<double>(), intercept} {}

    /// The fit of a strength.
    LinearFit fit(const L2& penalty) const {
        const Vector<double> factor = s_.array() / (s_.array().square() + weight(penalty));
        const Matrix<double> w = v_ * (factor.asDiagonal() * turned_);
        LinearFit found =
            ridge_fit(design_, targets_, w, penalty.strength, {design_, intercept_}, intercept_);
        found.certificate.method = "singular values";
        return found;
    }

    /// The trace of the matrix that makes predictions of targets, without the intercept:
    /// sum s^2 / (s^2 + m a).
    double degrees_of_freedom(const L2& penalty) const { return shrinkage(penalty).sum(); }

    /// What each sample's target is off the prediction of the model that is fitted to all others, outputs x
    /// samples, exactly:     (t_i - y_i) / (1 - h_ii)     with h the matrix that makes predictions of
    /// targets. Golub, Heath and Wahba (1979), "Generalized cross-validation as a method for choosing a good
    /// ridge parameter".
    Matrix<double> leave_one_out(const L2& penalty) const {
        const Vector<double> keep = shrinkage(penalty);
        Vector<double> own = u_.cwiseAbs2() * keep;  // h_ii
        if (intercept_) own.array() += 1 / samples();
        const Matrix<double> rest = targets_.values - u_ * (keep.asDiagonal() * turned_);
        return ((1 - own.array()).inverse().matrix().asDiagonal() * rest).transpose();
    }

    /// 1/m |T - Y|^2 / (1 - trace(h) / m)^2, the same with the mean of the h_ii for each.
    double generalized_cross_validation(const L2& penalty) const {
        const Vector<double> keep = shrinkage(penalty);
        const double free = 1 - (keep.sum() + (intercept_ ? 1 : 0)) / samples();
        return (targets_.values - u_ * (keep.asDiagonal() * turned_)).squaredNorm() / samples() /
               (free * free);
    }

    const Vector<double>& singular_values() const { return s_; }

private:
    double samples() const { return static_cast<double>(design_.samples()); }
    double weight(const L2& penalty) const {
        penalty.check();
        return samples() * penalty.strength;
    }
    Vector<double> shrinkage(const L2& penalty) const {
        return s_.array().square() / (s_.array().square() + weight(penalty));
    }

    Design design_;
    CentredTargets targets_;
    bool intercept_;
    Matrix<double> u_, v_, turned_;  // U, V, U'T
    Vector<double> s_;
};

}  // namespace regula::inline REGULA_ABI
