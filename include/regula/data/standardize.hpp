#pragma once

#include <regula/data/dataset.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Scales every feature to mean 0 and standard deviation 1, measured on the data of the fit.
///
///     x_i  <-  (x_i - mean_i) / sd_i      sd_i^2 = mean over samples of (x_i - mean_i)^2
///
/// The means are weighted if the samples have weights.
///
///     const auto standardize = Standardize<double>::fit(train);
///     standardize.apply(train);
///     standardize.apply(test);            with the means and deviations of the training data
///
/// A constant feature is only centred. Means and deviations are in double, for data of any finite size;
/// Dataset::check refuses other data.
template <class Scalar>
struct Standardize {
    Vector<double> mean;
    Vector<double> deviation;

    static Standardize fit(const Dataset<Scalar>& train) {
        train.check("Standardize");
        const auto& x = train.inputs;
        const double n = static_cast<double>(train.size());
        const Vector<double> w = relative_weights(train.sample_weights);
        const auto count = [&](Index j) { return train.has_weights() ? n / w[j] : n; };  // 1 / share
        Vector<double> least = Vector<double>::Constant(x.rows(), std::numeric_limits<double>::infinity()),
                       most = -least;
        for (Index j = 0; j < x.cols(); ++j) {
            if (std::isinf(count(j))) continue;
            least = least.cwiseMin(x.col(j).template cast<double>());
            most = most.cwiseMax(x.col(j).template cast<double>());
        }
        const auto constant = (least.array() == most.array()).eval();
        // In units of each feature's largest entry no square overflows or underflows.
        const Vector<double> unit = constant.select(1, least.cwiseAbs().cwiseMax(most.cwiseAbs()));
        const auto sample = [&](Index j) { return x.col(j).template cast<double>().cwiseQuotient(unit); };
        Vector<double> about = Vector<double>::Zero(x.rows()), rest = about, square = about;
        for (Index j = 0; j < x.cols(); ++j) about += sample(j) / count(j);
        for (Index j = 0; j < x.cols(); ++j) {
            const Vector<double> off = sample(j) - about;
            rest += off / count(j);  // which rounding has left of the mean
            square += off.cwiseAbs2() / count(j);
        }
        const Vector<double> deviation = (square - rest.cwiseAbs2()).cwiseSqrt().cwiseProduct(unit);
        return {constant.select(least, (about + rest).cwiseProduct(unit)), constant.select(1, deviation)};
    }

    void apply(Matrix<Scalar>& x) const {
        require(x.rows() == mean.size(), "Standardize: was fitted on ", mean.size(), " features, got ",
                x.rows());
        for (auto sample : x.colwise())
            sample = (sample.template cast<double>() - mean).cwiseQuotient(deviation).template cast<Scalar>();
    }
    void apply(Dataset<Scalar>& data) const { apply(data.inputs); }
};

}  // namespace regula::inline REGULA_ABI
