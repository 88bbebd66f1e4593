#pragma once

#include <regula/data/dataset.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::theory {

/// The weight decay equivalent to noise N(0, s^2) on the inputs of a linear model with squared error:
///
///     E 1/2 (w'(x + d) - t)^2 = 1/2 (w'x - t)^2 + s^2/2 |w|^2
///
/// The strength is s^2 for the mean loss, and m s^2 for the sum over m samples.
/// Bishop (1995), "Training with noise is equivalent to Tikhonov regularization".
inline double input_noise_strength(double stddev) { return stddev * stddev; }
inline double input_noise_strength_of_sum(double stddev, Index samples) {
    return static_cast<double>(samples) * stddev * stddev;
}

/// Data with deterministic noise: 2p copies of each sample, shifted by +sqrt(p) stddev and -sqrt(p) stddev
/// along each of the p features. The copies have exactly the mean and the covariance of the noise, so the
/// equivalence is exact for a quadratic loss.
template <class = OnUse>
Dataset<double> with_symmetric_noise(const Dataset<double>& data, double stddev) {
    require_unweighted(data, "with_symmetric_noise");
    const Index p = data.features(), m = data.size();
    const double reach = std::sqrt(static_cast<double>(p)) * stddev;
    Dataset<double> copies{.inputs = data.inputs.replicate(1, 2 * p),
                           .targets = data.targets.replicate(1, data.has_labels() ? 1 : 2 * p),
                           .labels = data.labels.replicate(data.has_labels() ? 2 * p : 1, 1),
                           .class_names = data.class_names};
    for (Index i = 0; i < p; ++i) {
        copies.inputs.row(i).segment(2 * i * m, m).array() += reach;
        copies.inputs.row(i).segment((2 * i + 1) * m, m).array() -= reach;
    }
    return copies;
}

}  // namespace regula::inline REGULA_ABI::theory
