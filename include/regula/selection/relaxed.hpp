#pragma once

#include <regula/linear/coordinate_descent.hpp>
#include <regula/penalty/l2.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// The features with a nonzero weight in a linear model.
std::vector<Index> support_of(const auto& fit) {
    std::vector<Index> features;
    for (Index j = 0; j < fit.weights.rows(); ++j)
        if ((fit.weights.row(j).array() != 0).any()) features.push_back(j);
    return features;
}

/// The relaxed fit: the features that a penalty has chosen, with weights that it shrinks less,
///
///     share * fit  +  (1 - share) * the fit without a penalty on the chosen features
///
/// A lasso shrinks also the weights that it keeps; the relaxed lasso separates the choice from the shrinkage.
/// The certificate is that of the fit without a penalty; it has not converged if there is none, as for
/// classes that a plane separates. Options with penalty factors are taken without them; bounds hold for both.
///
/// Throws std::invalid_argument unless the share is in [0, 1], and as coordinate_descent. Meinshausen (2007),
/// "Relaxed lasso"; Hastie, Tibshirani and Tibshirani (2020), "Best subset, forward stepwise or lasso?".
template <class Scalar, LinearLoss Loss>
LinearFit relaxed(const Dataset<Scalar>& data, const Loss& loss, const LinearFit& fit, double share = 0,
                  CoordinateDescent options = {}) {
    require(share >= 0 && share <= 1, "relaxed: share must be in [0, 1], got ", share);
    require(fit.weights.rows() == data.features(), "relaxed: the fit has ", fit.weights.rows(),
            " features, the data ", data.features());
    const std::vector<Index> features = support_of(fit);
    if (features.empty()) return fit;
    options.penalty_factors.resize(0);
    options.check(data.features(), data.size(), fit.weights.cols());
    options.lower = bounds_of_some(options.lower, features);
    options.upper = bounds_of_some(options.upper, features);
    Dataset<Scalar> chosen = data;
    chosen.inputs = data.inputs(features, Eigen::all);
    chosen.feature_names.clear();
    const LinearFit free = coordinate_descent(chosen, loss, L2{0}, options);
    LinearFit mixed{share * fit.weights, share * fit.intercept + (1 - share) * free.intercept,
                    free.certificate};
    for (std::size_t a = 0; a < features.size(); ++a)
        mixed.weights.row(features[a]) += (1 - share) * free.weights.row(static_cast<Index>(a));
    return mixed;
}

}  // namespace regula::inline REGULA_ABI
