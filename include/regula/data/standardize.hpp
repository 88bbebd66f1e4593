#pragma once

#include <regula/data/dataset.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// Brings every feature to mean 0 and standard deviation 1, as measured on the data it was fitted on.
///
///     x_i  <-  (x_i - mean_i) / sd_i      sd_i^2 = mean over samples of (x_i - mean_i)^2
///
///     const auto standardize = Standardize<double>::fit(train);
///     standardize.apply(train);
///     standardize.apply(test);            with the means and deviations of the training data
///
/// A constant feature is only centred.
template <class Scalar>
struct Standardize {
    Vector<Scalar> mean;
    Vector<Scalar> deviation;

    static Standardize fit(const Dataset<Scalar>& train) {
        train.check("Standardize");
        const auto& x = train.inputs;
        const double n = static_cast<double>(train.size());
        Vector<double> mean = Vector<double>::Zero(x.rows()), variance = mean;
        Vector<Scalar> least = x.col(0), most = x.col(0);
        for (Index j = 0; j < x.cols(); ++j) {
            mean += x.col(j).template cast<double>() / n;
            least = least.cwiseMin(x.col(j));
            most = most.cwiseMax(x.col(j));
        }
        for (Index j = 0; j < x.cols(); ++j)
            variance += (x.col(j).template cast<double>() - mean).cwiseAbs2() / n;

        Standardize fitted{mean.template cast<Scalar>(), variance.cwiseSqrt().template cast<Scalar>()};
        for (Index i = 0; i < x.rows(); ++i)
            if (least[i] == most[i] || fitted.deviation[i] == Scalar{0}) {
                fitted.mean[i] = least[i];  // not the mean, which rounding may move
                fitted.deviation[i] = Scalar{1};
            }
        return fitted;
    }

    void apply(Matrix<Scalar>& x) const {
        require(x.rows() == mean.size(), "Standardize: was fitted on ", mean.size(), " features, got ",
                x.rows());
        for (auto sample : x.colwise()) sample = (sample - mean).cwiseQuotient(deviation);
    }
    void apply(Dataset<Scalar>& data) const { apply(data.inputs); }
};

}  // namespace regula::inline REGULA_ABI
