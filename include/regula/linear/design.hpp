#pragma once

#include <regula/core/error.hpp>

#include <Eigen/SparseCore>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The inputs in the form that solvers of linear models use: samples x features, so that a feature is
/// contiguous. Make it once and share it among all fits of these inputs, with other targets, losses and
/// strengths.
///
/// Inputs are features x samples, dense or sparse, and are stored in double. Dense features are stored
/// centred. Sparse ones are stored unchanged, and products correct for the means, so that nothing becomes
/// dense.
class Design {
public:
    template <class Scalar>
    explicit Design(const Matrix<Scalar>& x) : dense_{x.transpose().template cast<double>()} {
        require_inputs(dense_.allFinite());
        mean_ = dense_.colwise().mean();
        for (Index j = 0; j < features(); ++j) {
            auto feature = dense_.col(j);
            if ((feature.array() == feature[0]).all()) mean_[j] = feature[0];  // exactly
            feature.array() -= mean_[j];
        }
        variance_ = dense_.colwise().squaredNorm() / count();
        require_squares();
        sum_ = Vector<double>::Zero(features());
    }

    template <class Scalar>
    explicit Design(const Eigen::SparseMatrix<Scalar>& x)
        : sparse_{x.transpose().template cast<double>()}, is_sparse_{true} {
        const Eigen::Map<const Vector<double>> values{sparse_.valuePtr(), sparse_.nonZeros()};
        require_inputs(values.allFinite());
        sum_ = sparse_.transpose() * Vector<double>::Ones(samples());
        mean_ = sum_ / count();
        variance_.resize(features());
        for (Index j = 0; j < features(); ++j) {
            double square = 0, stored = 0;
            for (typename Eigen::SparseMatrix<double>::InnerIterator e(sparse_, j); e; ++e, ++stored)
                square += (e.value() - mean_[j]) * (e.value() - mean_[j]);
            const double apart = square + (count() - stored) * mean_[j] * mean_[j];
            const bool constant = apart <= 1e-26 * count() * mean_[j] * mean_[j];
            variance_[j] = constant ? 0 : apart / count();
        }
        require_squares();
    }

    Index samples() const { return is_sparse_ ? sparse_.rows() : dense_.rows(); }
    Index features() const { return is_sparse_ ? sparse_.cols() : dense_.cols(); }
    bool is_sparse() const { return is_sparse_; }

    /// The mean and the variance of each feature; the variance of a constant one is 0.
    const Vector<double>& mean() const { return mean_; }
    const Vector<double>& variance() const { return variance_; }

    /// The stored features (dense ones centred, sparse ones unchanged), and the sums of the stored columns.
    const Matrix<double>& dense() const { return dense_; }
    const Eigen::SparseMatrix<double>& sparse() const { return sparse_; }
    const Vector<double>& stored_sum() const { return sum_; }

private:
    double count() const { return static_cast<double>(samples()); }
    void require_inputs(bool finite) const {
        require(samples() > 0 && features() > 0, "Design: needs at least one feature and one sample, got ",
                features(), " x ", samples());
        require(finite, "Design: every input must be finite");
    }
    void require_squares() const {
        bool finite = variance_.allFinite();
        for (Index j = 0; j < mean_.size(); ++j) finite = finite && std::isfinite(mean_[j] * mean_[j]);
        require(finite, "Design: the square of every input must be finite");
    }

    Matrix<double> dense_;
    Eigen::SparseMatrix<double> sparse_;
    bool is_sparse_ = false;
    Vector<double> mean_, variance_, sum_;
};

}  // namespace regula::inline REGULA_ABI
