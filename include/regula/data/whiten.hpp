// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/data/dataset.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <limits>

namespace regula::inline REGULA_ABI {

/// PCA whitening: turns the inputs to the principal axes of the data it was fitted on and brings every axis
/// with a variance well above epsilon to variance 1. The largest variance comes first.
///
///     x  <-  (Lambda + epsilon I)^(-1/2) V' (x - mean)
///     V Lambda V' = covariance = mean of (x - mean)(x - mean)'
///
/// A direction of variance v is left with v / (v + epsilon); epsilon = 0 gives the covariance I.
template <class Scalar>
struct Whiten {
    Vector<Scalar> mean;
    Matrix<Scalar> axes;  ///< features x features: the columns of V, divided by sqrt(lambda + epsilon)

    static Whiten fit(const Dataset<Scalar>& train, double epsilon) {
        train.check("Whiten");
        require(epsilon >= 0, "Whiten: epsilon must be >= 0, got ", epsilon);
        const auto& x = train.inputs;
        const double n = static_cast<double>(train.size());
        Vector<double> mean = Vector<double>::Zero(x.rows());
        for (Index j = 0; j < x.cols(); ++j) mean += x.col(j).template cast<double>() / n;

        Matrix<double> covariance = Matrix<double>::Zero(x.rows(), x.rows()), centred;
        constexpr Index chunk = 512;  // no second copy of the data
        for (Index first = 0; first < x.cols(); first += chunk) {
            const Index count = std::min(chunk, x.cols() - first);
            centred = x.middleCols(first, count).template cast<double>().colwise() - mean;
            covariance.template selfadjointView<Eigen::Lower>().rankUpdate(centred, 1 / n);
        }

        const Eigen::SelfAdjointEigenSolver<Matrix<double>> spectrum{covariance};
        require(spectrum.info() == Eigen::Success, "Whiten: the inputs and their squares must be finite");
        const Vector<double> variance = spectrum.eigenvalues().cwiseMax(0).reverse();
        const double rounding =
            variance[0] * std::numeric_limits<double>::epsilon() * static_cast<double>(x.rows());
        require(variance.minCoeff() + epsilon > rounding,
                "Whiten: epsilon must be > 0 where the data have directions without variance, got ", epsilon);
        const Vector<double> scale = (variance.array() + epsilon).rsqrt();
        const Matrix<double> axes = spectrum.eigenvectors().rowwise().reverse() * scale.asDiagonal();
        return {mean.template cast<Scalar>(), axes.template cast<Scalar>()};
    }

    void apply(Matrix<Scalar>& inputs) const {
        require(inputs.rows() == mean.size(), "Whiten: was fitted on ", mean.size(), " features, got ",
                inputs.rows());
        inputs = (axes.transpose() * (inputs.colwise() - mean)).eval();
    }
    void apply(Dataset<Scalar>& data) const { apply(data.inputs); }
};

}  // namespace regula::inline REGULA_ABI
