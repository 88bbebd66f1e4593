// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/data/dataset.hpp>

#include <algorithm>
#include <limits>

namespace regula::inline REGULA_ABI {

/// PCA whitening: rotates the inputs to the principal axes of the data of the fit and scales every axis with
/// a variance well above epsilon to variance 1. The largest variance comes first.
///
///     x  <-  (Lambda + epsilon I)^(-1/2) V' (x - mean)
///     V Lambda V' = covariance = mean of (x - mean)(x - mean)'
///
/// The means are weighted if the samples have weights.
/// A direction of variance v gets the variance v / (v + epsilon); epsilon = 0 gives the covariance I.
/// Whiten::fit(train, epsilon).zca() also rotates back. Computes in double, for data of any finite size.
template <class Scalar>
struct Whiten {
    Vector<double> mean;
    Matrix<double> axes;  ///< features x features: x becomes axes' (x - mean)

    static Whiten fit(const Dataset<Scalar>& train, double epsilon) {
        train.check_inputs("Whiten");
        require(epsilon >= 0, "Whiten: epsilon must be >= 0, got ", epsilon);
        const auto& x = train.inputs;
        const double n = static_cast<double>(train.size());
        // In units of the largest entry no square overflows or underflows.
        const double largest = static_cast<double>(x.cwiseAbs().maxCoeff());
        const double unit = std::max({largest, std::sqrt(epsilon), std::numeric_limits<double>::min()});
        const auto samples = [&](Index first, Index count) {
            return x.middleCols(first, count).template cast<double>() / unit;
        };
        Vector<double> mean = Vector<double>::Zero(x.rows());
        const Vector<double> w = relative_weights(train.sample_weights);
        for (Index j = 0; j < x.cols(); ++j) mean += samples(j, 1) / (w.size() == 0 ? n : n / w[j]);

        Matrix<double> covariance = Matrix<double>::Zero(x.rows(), x.rows()), centred;
        for (Index first = 0; first < x.cols(); first += chunk) {
            centred = samples(first, std::min(chunk, x.cols() - first)).colwise() - mean;
            if (w.size() > 0)
                centred.array().rowwise() *= w.segment(first, centred.cols()).array().sqrt().transpose();
            covariance.template selfadjointView<Eigen::Lower>().rankUpdate(centred, 1 / n);
        }

        const Eigen::SelfAdjointEigenSolver<Matrix<double>> spectrum{covariance};
        require(spectrum.info() == Eigen::Success, "Whiten: the inputs and their squares must be finite");
        const Vector<double> variance = spectrum.eigenvalues().cwiseMax(0).reverse();
        const double more = epsilon / unit / unit,
                     rounding =
                         variance[0] * std::numeric_limits<double>::epsilon() * static_cast<double>(x.rows());
        require(variance.minCoeff() + more > rounding,
                "Whiten: epsilon must be > 0 where the data have directions without variance, got ", epsilon);
        const Vector<double> scale = (variance.array() + more).rsqrt() / unit;
        return {unit * mean, spectrum.eigenvectors().rowwise().reverse() * scale.asDiagonal()};
    }

    /// ZCA whitening: rotates the whitened data back to the features, so an image remains an image.
    ///
    ///     x  <-  V (Lambda + epsilon I)^(-1/2) V' (x - mean)
    ///
    /// Of all rotations of the whitened data this one is nearest to the centred data. Bell and Sejnowski
    /// (1997), "The independent components of natural scenes are edge filters".
    Whiten zca() const {
        Matrix<double> directions = axes;
        for (auto direction : directions.colwise()) direction.stableNormalize();
        return {mean, axes * directions.transpose()};
    }

    void apply(Matrix<Scalar>& x) const {
        require(x.rows() == mean.size(), "Whiten: was fitted on ", mean.size(), " features, got ", x.rows());
        for (Index first = 0; first < x.cols(); first += chunk) {
            auto some = x.middleCols(first, std::min(chunk, x.cols() - first));
            const Matrix<double> centred = some.template cast<double>().colwise() - mean;
            some = (axes.transpose() * centred).template cast<Scalar>();
        }
    }
    void apply(Dataset<Scalar>& data) const { apply(data.inputs); }

private:
    static constexpr Index chunk = 512;  // no second copy of the data
};

}  // namespace regula::inline REGULA_ABI
