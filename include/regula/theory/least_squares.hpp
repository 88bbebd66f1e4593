#pragma once

#include <regula/core/numeric/cholesky.hpp>
#include <regula/core/numeric/refine.hpp>
#include <regula/data/dataset.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The same data with an additional constant feature; its weight is an intercept. It is penalised like any
/// weight; to avoid that, give it a strength of 0.
template <class = OnUse>
Dataset<double> with_constant_feature(Dataset<double> data, double value = 1) {
    data.inputs.conservativeResize(data.features() + 1, Eigen::NoChange);
    data.inputs.bottomRows<1>().setConstant(value);
    return data;
}

/// Throws std::invalid_argument unless the data have one regression target.
inline void require_one_target(const Dataset<double>& data, const char* what) {
    data.check(what);
    require_unweighted(data, what);
    require(data.targets.rows() == 1, what, ": needs data with one target a sample, got ",
            data.has_labels() ? "labels" : text(data.targets.rows(), " targets"));
}

/// The mean squared error of a linear model without intercept as an exact quadratic function of its weights,
/// with
///
///     J(w) = 1/m sum_j 1/2 (w'x_j - t_j)^2,   H = X X' / m,   H w* = X t' / m
///
/// Throws std::invalid_argument for data with labels or several targets, and for linearly dependent features,
/// because the minimum is then a set.
/// Goodfellow, Bengio and Courville, Deep Learning, section 5.1.4.
template <class = OnUse>
Quadratic least_squares(const Dataset<double>& data) {
    require_one_target(data, "least_squares");
    const double m = static_cast<double>(data.size());
    Quadratic q;
    q.hessian = data.inputs * data.inputs.transpose() / m;
    const Eigen::LLT<Matrix<double>> factor{q.hessian};
    require(factor.info() == Eigen::Success && factor.rcond() > 1e-14,
            "least_squares: the features are linearly dependent, so that the minimum is a set; "
            "minimum_norm_least_squares finds its shortest member");
    q.minimum = Vector<double>::Zero(data.features());
    const Vector<double> t = data.targets.transpose();
    const auto left = [&](const Vector<double>& w) -> Vector<double> {
        return data.inputs * Vector<double>{(t - data.inputs.transpose() * w) / m};
    };
    refine(
        q.minimum, [&](const auto& r) { return factor.solve(r); }, left);
    q.least = (t - data.inputs.transpose() * q.minimum).squaredNorm() / (2 * m);
    return q;
}

}  // namespace regula::inline REGULA_ABI::theory
