#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

namespace regula::inline REGULA_ABI {

/// Accumulates the mean and variance, entry by entry, of matrices one by one, and does not keep the matrices.
///
///     RunningMean sum;
///     for (...) sum.add(y);
///     sum.mean();  sum.standard_error();
///
/// Computes in double for matrices of any scalar type. Welford (1962); Chan, Golub and LeVeque (1979).
class RunningMean {
public:
    /// Throws std::invalid_argument if the shape differs from that of the matrices before.
    void add(const auto& y, double weight = 1) {
        if (count_ == 0) mean_ = squares_ = Matrix<double>::Zero(y.rows(), y.cols());
        require_shape(y.rows(), y.cols());
        ++count_;
        weight_ += weight;
        if (weight == 0) return;
        step_ = y.template cast<double>() - mean_;
        mean_ += weight / weight_ * step_;
        squares_ += weight * (1 - weight / weight_) * step_.cwiseAbs2();
    }

    /// Adds all matrices of another, as if they had been added here.
    void add(const RunningMean& other) {
        if (other.count_ == 0) return;
        if (count_ == 0) {
            *this = other;
            return;
        }
        require_shape(other.mean_.rows(), other.mean_.cols());
        count_ += other.count_;
        weight_ += other.weight_;
        if (other.weight_ == 0) return;
        const double share = other.weight_ / weight_;
        step_ = other.mean_ - mean_;
        mean_ += share * step_;
        squares_ += other.squares_ + other.weight_ * (1 - share) * step_.cwiseAbs2();
    }

    Index count() const { return count_; }
    const Matrix<double>& mean() const { return mean_; }
    /// The sample variance, sum (y - mean)^2 / (count - 1), of draws with equal weights. NaN for one draw.
    Matrix<double> variance() const {
        const auto n = static_cast<double>(count_);
        return n / (n - 1) * spread();
    }
    /// The population variance, sum weight (y - mean)^2 / sum weight, of an enumeration.
    Matrix<double> spread() const { return 1 / weight_ * squares_; }
    /// Standard error of the mean of draws:     sqrt(variance / count)
    Matrix<double> standard_error() const { return (variance() / static_cast<double>(count_)).cwiseSqrt(); }

    /// The state as one vector, as tasks return it; of_flat reads it back.
    Vector<double> flat() const {
        Vector<double> numbers(4 + 2 * mean_.size());
        numbers << static_cast<double>(mean_.rows()), static_cast<double>(mean_.cols()),
            static_cast<double>(count_), weight_, mean_.reshaped(), squares_.reshaped();
        return numbers;
    }
    static RunningMean of_flat(const Vector<double>& numbers) {
        RunningMean sum;
        const auto rows = static_cast<Index>(numbers[0]), cols = static_cast<Index>(numbers[1]);
        sum.count_ = static_cast<Index>(numbers[2]);
        sum.weight_ = numbers[3];
        sum.mean_ = numbers.segment(4, rows * cols).reshaped(rows, cols);
        sum.squares_ = numbers.tail(rows * cols).reshaped(rows, cols);
        return sum;
    }

private:
    void require_shape(Index rows, Index cols) const {
        require(rows == mean_.rows() && cols == mean_.cols(), "RunningMean: matrices must be ", mean_.rows(),
                " x ", mean_.cols(), " as the first one, got ", rows, " x ", cols);
    }

    Index count_ = 0;
    double weight_ = 0;
    Matrix<double> mean_, squares_, step_;
};

}  // namespace regula::inline REGULA_ABI
