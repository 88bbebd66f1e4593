#pragma once

#include <regula/linear/thin_svd.hpp>
#include <regula/penalty/elastic_net.hpp>

#include <cmath>
#include <concepts>
#include <vector>

namespace regula::inline REGULA_ABI {

/// sum l / (l + a), over the eigenvalues l > 0 of the mean of x x' over the samples (columns) x.
template <class = OnUse>
double shrunk_directions(const Matrix<double>& x, double a) {
    if (x.size() == 0) return 0;
    const Vector<double> s = thin_svd(x).s;
    const auto l = s.array().square() / static_cast<double>(x.cols());
    return (l / (l + a)).sum();
}

/// The same if feature j has the strength a v_j: the trace of the hat matrix. A feature with factor 0 is not
/// penalised; the span of these features is projected out of the others.
template <class = OnUse>
double shrunk_directions(Matrix<double> x, double a, const Vector<double>& factors) {
    std::vector<Index> free, held;
    for (Index j = 0; j < x.rows(); ++j) {
        (factors[j] == 0 ? free : held).push_back(j);
        if (factors[j] != 0) x.row(j) /= std::sqrt(factors[j]);
    }
    Matrix<double> rest = x(held, Eigen::all);
    if (free.empty()) return shrunk_directions(rest, a);
    const Matrix<double> axes = thin_svd(Matrix<double>{x(free, Eigen::all)}).v;
    rest -= rest * axes * axes.transpose();
    return static_cast<double>(axes.cols()) + shrunk_directions(rest, a);
}

/// The effective degrees of freedom of a linear model with squared error: sum of d prediction / d target. The
/// intercept, one more per output, is not counted.
///
///     L1               the number of weights that are not zero
///     L2               sum l / (l + a), of all features
///     ElasticNet       the same for the nonzero weights, with a (1 - r)
///     others           as L1, by convention
///
/// The inputs x are features x samples, the weights w features x outputs. With an intercept, the features are
/// centred first. `factors` are the penalty factors of the features; empty means 1 each.
/// Zou, Hastie and Tibshirani (2007), "On the degrees of freedom of the lasso".
template <class P>
double degrees_of_freedom(const Matrix<double>& x, const P& penalty, const Matrix<double>& w,
                          bool intercept = true, const Vector<double>& factors = {}) {
    require(x.rows() == w.rows(), "degrees_of_freedom: the weights are of ", w.rows(),
            " features, the inputs have ", x.rows());
    require(factors.size() == 0 || factors.size() == x.rows(),
            "degrees_of_freedom: needs a factor for each of the ", x.rows(), " features, got ",
            factors.size());
    constexpr bool is_ridge = std::same_as<P, L2>;
    if constexpr (is_ridge || std::same_as<P, ElasticNet>) {
        Matrix<double> features = x;
        if (intercept) features.colwise() -= x.rowwise().mean();
        const Vector<double> all = factors.size() == 0 ? Vector<double>::Ones(x.rows()) : factors;
        double strength = penalty.strength, sum = 0;
        if constexpr (!is_ridge) strength = penalty.l2().strength;
        for (Index k = 0; k < w.cols(); ++k) {
            std::vector<Index> active;
            for (Index j = 0; j < w.rows(); ++j)
                if (is_ridge || w(j, k) != 0) active.push_back(j);
            sum += shrunk_directions(features(active, Eigen::all), strength, all(active));
        }
        return sum;
    } else {
        return static_cast<double>((w.array() != 0).count());
    }
}

}  // namespace regula::inline REGULA_ABI
