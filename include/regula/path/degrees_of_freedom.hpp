#pragma once

#include <regula/penalty/elastic_net.hpp>

#include <Eigen/Eigenvalues>

#include <vector>

namespace regula::inline REGULA_ABI {

/// sum l / (l + a), over the eigenvalues l of the covariance of some features (rows of x, which are centred).
inline double shrunk_directions(const Matrix<double>& x, double a) {
    if (x.rows() == 0) return 0;
    const double m = static_cast<double>(x.cols());
    Matrix<double> gram = Matrix<double>::Zero(std::min(x.rows(), x.cols()), std::min(x.rows(), x.cols()));
    if (x.rows() <= x.cols())
        gram.selfadjointView<Eigen::Lower>().rankUpdate(x, 1 / m);
    else
        gram.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose(), 1 / m);
    const Eigen::SelfAdjointEigenSolver<Matrix<double>> parts{gram, Eigen::EigenvaluesOnly};
    const double noise = 1e-14 * static_cast<double>(gram.rows()) * parts.eigenvalues().maxCoeff();
    double sum = 0;
    for (const double l : parts.eigenvalues())
        if (l > noise) sum += l / (l + a);
    return sum;
}

/// The effective degrees of freedom of a linear model with squared error: by how much its predictions follow
/// the targets, sum of d prediction / d target. The intercept, one more an output, is not counted.
///
///     L1               the number of weights that are not zero
///     L2               sum l / (l + a), of all features
///     ElasticNet       the same of those that are not zero, with a (1 - r)
///     others           as L1, which is no more than a convention
///
/// The inputs x are features x samples, the weights w features x outputs.
/// Zou, Hastie and Tibshirani (2007), "On the degrees of freedom of the lasso".
template <class P>
double degrees_of_freedom(const Matrix<double>& x, const P& penalty, const Matrix<double>& w) {
    require(x.rows() == w.rows(), "degrees_of_freedom: the weights are of ", w.rows(),
            " features, the inputs have ", x.rows());
    constexpr bool is_ridge = std::same_as<P, L2>;
    if constexpr (is_ridge || std::same_as<P, ElasticNet>) {
        const Matrix<double> centred = x.colwise() - x.rowwise().mean();
        double strength = penalty.strength, sum = 0;
        if constexpr (!is_ridge) strength = penalty.l2().strength;
        for (Index k = 0; k < w.cols(); ++k) {
            std::vector<Index> active;
            for (Index j = 0; j < w.rows(); ++j)
                if (is_ridge || w(j, k) != 0) active.push_back(j);
            sum += shrunk_directions(centred(active, Eigen::indexing::all), strength);
        }
        return sum;
    } else {
        return static_cast<double>((w.array() != 0).count());
    }
}

}  // namespace regula::inline REGULA_ABI
