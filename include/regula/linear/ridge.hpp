#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/core/numeric/refine.hpp>
#include <regula/data/dataset.hpp>
#include <regula/linear/columns.hpp>
#include <regula/linear/linear_fit.hpp>
#include <regula/linear/thin_svd.hpp>
#include <regula/linear/weighted_squares.hpp>
#include <regula/penalty/l2.hpp>

#include <cmath>
#include <optional>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Centred targets, samples x outputs, and their means; without an intercept, unchanged targets and zeros.
struct CentredTargets {
    Matrix<double> values;
    Vector<double> mean;

    template <class = OnUse>
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

/// The fit with these weights for centred features, and its certificate. With the slope
///
///     S = dJ/dW + a W,     the gap of the point -dJ/dy of the dual is     |S|^2 / (2 a)
///
/// It has converged if the gap is at most 1e-10 of the objective with zero weights, and the largest entry of
/// S at most 1e-10 of its bound for features and targets of these norms, |x_j| |T| / m.
template <class = OnUse>
LinearFit ridge_fit(const Design& design, const CentredTargets& t, const Matrix<double>& w, double a,
                    const Columns& columns, bool intercept) {
    constexpr double tolerance = 1e-10;
    LinearFit fit{w, t.mean, {.method = "Cholesky"}};
    const double m = static_cast<double>(design.samples());
    const Matrix<double> rest = columns.times(w) - t.values;
    const Matrix<double> slope = columns.transpose_times(rest) / m + a * w;
    Certificate& proof = fit.certificate;
    proof.objective = rest.squaredNorm() / (2 * m) + a / 2 * w.squaredNorm();
    proof.residual = slope.cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
    const double none = t.values.squaredNorm() / (2 * m);
    if (a > 0) proof.gap = slope.squaredNorm() / (2 * a) / (none > 0 ? none : 1);
    const double steepest = std::sqrt(columns.mean_square().maxCoeff() * 2 * none);
    proof.converged = std::isfinite(proof.objective) && proof.residual <= tolerance * steepest &&
                      (a == 0 || proof.gap <= tolerance);
    if (intercept) fit.intercept -= w.transpose() * design.mean();
    return fit;
}

/// Ridge regression for all strengths from one singular value decomposition of the features,
///
///     X = U diag(s) V',     W = V diag(s / (s^2 + m a)) U'T,     a >= 0
///
/// with its diagnostics in closed form: each strength costs only a few more products. At a = 0 it is the
/// least-squares solution of least norm. Dense inputs only.
class RidgePath {
public:
    template <class = OnUse>
    RidgePath(const Design& design, const Matrix<double>& y, bool intercept = true)
        : design_{design}, targets_{design, y, intercept}, intercept_{intercept} {
        require(!design.is_sparse(), "RidgePath: needs dense inputs; ridge takes sparse ones");
        Matrix<double> x = design.dense();
        if (!intercept) x.rowwise() += design.mean().transpose();
        svd_ = thin_svd(x);
        turned_ = svd_.u.transpose() * targets_.values;
    }

    /// Samples count by their weights.
    template <class Scalar>
    explicit RidgePath(const Dataset<Scalar>& data, bool intercept = true)
        : RidgePath{of_samples(data, intercept)} {}
    template <class = OnUse>
    explicit RidgePath(WeightedSquares weighted) : RidgePath{Design{weighted.x}, weighted.t, false} {
        weighted_ = std::move(weighted);
    }

    /// The fit for a strength.
    template <class = OnUse>
    LinearFit fit(const L2& penalty) const {
        const auto s = svd_.s.array();
        const Vector<double> factor = s / (s.square() + weight(penalty));
        const Matrix<double> w = svd_.v * (factor.asDiagonal() * turned_);
        LinearFit found =
            ridge_fit(design_, targets_, w, penalty.strength, {design_, intercept_}, intercept_);
        found.certificate.method = "singular values";
        return weighted_ ? weighted_->unscaled(std::move(found)) : found;
    }

    /// The trace of the hat matrix, without the intercept: sum s^2 / (s^2 + m a).
    template <class = OnUse>
    double degrees_of_freedom(const L2& penalty) const {
        const auto square = svd_.s.array().square();
        return (square / (square + weight(penalty))).sum();
    }

    /// The exact leave-one-out residuals, outputs x samples: each target less its prediction by the model
    /// fitted to all other samples,     (t_i - y_i) / (1 - h_ii)     with h the hat matrix. A model that can
    /// fit each sample has h_ii near 1. At a strength of 0, where both terms are 0, this is the limit: the
    /// model of the others is then their least-squares model of least norm. Throws std::invalid_argument for
    /// a single sample, and for sample weights.
    /// Golub, Heath and Wahba (1979), "Generalized cross-validation as a method for choosing a good ridge
    /// parameter".
    template <class = OnUse>
    Matrix<double> leave_one_out(const L2& penalty) const {
        require_others();
        // I - h = P + m a S, with P the projection onto targets that no weights can change, and
        // S = U diag(1 / (s^2 + m a)) U'. If P is 0 for a sample, m a cancels.
        const double a = weight(penalty), rounding = 1e-11;
        const Vector<double> inverse = inverse_square(a);
        const Vector<double> reach = svd_.u.rowwise().squaredNorm();
        const Vector<double> s = svd_.u.cwiseAbs2() * inverse;
        Matrix<double> off = svd_.u * (inverse.asDiagonal() * turned_);
        const Matrix<double> unreached = targets_.values - svd_.u * turned_;
        for (Index i = 0; i < off.rows(); ++i) {
            const double p = 1 - reach[i] - (intercept_ ? 1 / samples() : 0.0);
            if (free() > 0 && p > rounding)
                off.row(i) = (unreached.row(i) + a * off.row(i)) / (p + a * s[i]);
            else
                off.row(i) /= s[i];
        }
        return off.transpose();
    }

    /// 1/m |T - Y|^2 / (1 - trace(h) / m)^2, the same with the mean of the h_ii for all samples.
    template <class = OnUse>
    double generalized_cross_validation(const L2& penalty) const {
        require_others();
        const double a = weight(penalty);
        const Vector<double> inverse = inverse_square(a);
        const Matrix<double> bent = inverse.asDiagonal() * turned_;
        if (free() == 0) return samples() * bent.squaredNorm() / (inverse.sum() * inverse.sum());
        const double unreached = (targets_.values - svd_.u * turned_).squaredNorm();
        const double left = free() + a * inverse.sum();
        return samples() * (unreached + a * a * bent.squaredNorm()) / (left * left);
    }

    const Vector<double>& singular_values() const { return svd_.s; }

private:
    template <class Scalar>
    static RidgePath of_samples(const Dataset<Scalar>& data, bool intercept) {
        data.check("RidgePath");
        const Matrix<double> t = data.targets.template cast<double>();
        if (!data.has_weights()) return RidgePath{Design{data.inputs}, t, intercept};
        return RidgePath{
            WeightedSquares{data.inputs.template cast<double>(), t, data.sample_weights, intercept}};
    }
    double samples() const { return static_cast<double>(design_.samples()); }
    double weight(const L2& penalty) const {
        penalty.check();
        return samples() * penalty.strength;
    }
    /// 1 / (s^2 + a)
    template <class = OnUse>
    Vector<double> inverse_square(double a) const {
        return (svd_.s.array().square() + a).inverse();
    }
    /// The dimension of the targets that no weights can change.
    double free() const { return samples() - static_cast<double>(svd_.s.size()) - (intercept_ ? 1 : 0); }
    void require_others() const {
        require(!weighted_,
                "RidgePath: leaving out one takes no sample weights: a sample of weight 2 would be "
                "two of which one stays");
        require(design_.samples() > 1, "RidgePath: leaving out one needs at least two samples, got one");
    }

    Design design_;
    CentredTargets targets_;
    bool intercept_;
    std::optional<WeightedSquares> weighted_;
    ThinSvd svd_;
    Matrix<double> turned_;  // U'T
};

/// Ridge regression: the minimum of     1/m sum_j 1/2 |W'x_j + b - t_j|^2 + a/2 |W|^2
/// for targets of outputs x samples, by a Cholesky decomposition of the smaller of X'X and XX', with
/// refinement. The intercept is not penalised. If the weights remain uncertain by more than 1e-8, because
/// features are nearly dependent and a is small, the singular values of dense inputs determine them.
///
/// Throws std::invalid_argument for shapes that do not fit, for a < 0, and if the weights are uncertain and a
/// is 0 or the inputs are sparse; then take dense inputs, and ordinary_least_squares or RidgePath.
/// Hoerl and Kennard (1970), "Ridge regression: biased estimation for nonorthogonal problems".
template <class = OnUse>
LinearFit ridge(const Design& design, const Matrix<double>& y, const L2& penalty, bool intercept = true) {
    penalty.check();
    const CentredTargets t{design, y, intercept};
    const Columns columns{design, intercept};
    const double weight = penalty.strength * static_cast<double>(design.samples());
    const bool by_feature = design.features() <= design.samples();
    Matrix<double> gram = columns.smaller_gram();
    gram.diagonal().array() += weight;
    const Eigen::LLT<Matrix<double>> factor{gram};
    Matrix<double> v = Matrix<double>::Zero(gram.rows(), y.rows());  // W, or A with W = X'A
    const auto left = [&](const Matrix<double>& at) -> Matrix<double> {
        if (by_feature) return columns.transpose_times(t.values - columns.times(at)) - weight * at;
        return t.values - columns.times(columns.transpose_times(at)) - weight * at;
    };
    const bool regular = factor.info() == Eigen::Success && factor.rcond() > 1e-15;
    const bool solved = regular && refine(
                                       v, [&](const auto& r) { return factor.solve(r); }, left) <= 1e-8;
    const bool alone =
        penalty.strength == 0 || design.is_sparse();  // without singular values to fall back on
    if (solved) {
        LinearFit fit = ridge_fit(design, t, by_feature ? v : columns.transpose_times(v), penalty.strength,
                                  columns, intercept);
        if (alone || fit.certificate.converged) return fit;
    }
    require(!alone, "ridge: the strength ", penalty.strength,
            " is too small for features that are linearly dependent; "
            "with dense inputs ordinary_least_squares finds the shortest weights, and RidgePath takes any "
            "strength");
    return RidgePath{design, y, intercept}.fit(penalty);
}

/// The same with a data set. Samples count by their weights.
template <class Scalar>
LinearFit ridge(const Dataset<Scalar>& data, const L2& penalty, bool intercept = true) {
    data.check("ridge");
    require(!data.has_labels(), "ridge: needs data with targets, got labels");
    const Matrix<double> t = data.targets.template cast<double>();
    if (!data.has_weights()) return ridge(Design{data.inputs}, t, penalty, intercept);
    const WeightedSquares weighted{data.inputs.template cast<double>(), t, data.sample_weights, intercept};
    return weighted.unscaled(ridge(Design{weighted.x}, weighted.t, penalty, false));
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template LinearFit ridge<OnUse>(const Design&, const Matrix<double>&, const L2&, bool);
#endif

}  // namespace regula::inline REGULA_ABI
