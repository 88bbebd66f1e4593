#pragma once

#include <regula/core/error.hpp>

#include <algorithm>
#include <compare>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A neighbour of a point. Nearer ones come first, and of those that are as near the one of lower number.
struct Neighbour {
    double squared;  ///< the squared distance
    Index number;

    friend auto operator<=>(const Neighbour&, const Neighbour&) = default;
};

/// The nearest of some points, columns of a matrix, by the Euclidean distance in double. A product of
/// matrices finds candidates, with a margin for its rounding errors; so the result does not depend on them.
template <class Scalar>
class EuclideanNeighbours {
public:
    /// Throws std::invalid_argument without points, for a NaN or infinity, and for squares that overflow.
    explicit EuclideanNeighbours(Matrix<Scalar> points)
        : points_{std::move(points)}, squares_{squares(points_)}, longest_{squares_.maxCoeff()} {}

    const Matrix<Scalar>& points() const { return points_; }

    /// The `count` nearest points of each column of x, nearest first. Throws std::invalid_argument unless 1
    /// <= count <= points, and for an x that does not fit the points.
    std::vector<std::vector<Neighbour>> nearest(const Matrix<Scalar>& x, Index count) const {
        require(count >= 1 && count <= points_.cols(), "EuclideanNeighbours: there are ", points_.cols(),
                " points, got a count of ", count);
        require(x.rows() == points_.rows(), "EuclideanNeighbours: points have ", points_.rows(),
                " features, got ", x.rows());
        if (x.cols() == 0) return {};
        const Vector<Scalar> own = squares(x);
        Matrix<Scalar> found = points_.transpose() * x;
        found = (Scalar{-2} * found).colwise() + squares_;  // less |x|^2, which all have
        std::vector<std::vector<Neighbour>> all(static_cast<std::size_t>(x.cols()));
        std::vector<Scalar> sorted;
        for (Index j = 0; j < x.cols(); ++j) {
            const auto column = found.col(j);
            sorted.assign(column.begin(), column.end());
            std::nth_element(sorted.begin(), sorted.begin() + (count - 1), sorted.end());
            const Scalar rounding = static_cast<Scalar>(points_.rows() + 8) *
                                    std::numeric_limits<Scalar>::epsilon() * (own[j] + longest_);
            const Scalar most = sorted[static_cast<std::size_t>(count - 1)] + 2 * rounding;
            auto& near = all[static_cast<std::size_t>(j)];
            for (Index i = 0; i < column.size(); ++i)
                if (column[i] <= most) near.push_back({exactly_squared(x.col(j), i), i});
            std::sort(near.begin(), near.end());
            near.resize(static_cast<std::size_t>(count));
        }
        return all;
    }

private:
    static Vector<Scalar> squares(const Matrix<Scalar>& x) {
        require(x.size() > 0, "EuclideanNeighbours: needs at least one point, got ", x.rows(), " x ",
                x.cols());
        require(x.allFinite(), "EuclideanNeighbours: every number must be finite");
        Vector<Scalar> found = x.colwise().squaredNorm();
        require(found.maxCoeff() <= std::numeric_limits<Scalar>::max() / 16,
                "EuclideanNeighbours: squares of distances must be finite, numbers are too large");
        return found;
    }
    double exactly_squared(const auto& x, Index i) const {
        double sum = 0;
        for (Index k = 0; k < x.size(); ++k) {
            const double apart = static_cast<double>(x[k]) - static_cast<double>(points_(k, i));
            sum += apart * apart;
        }
        return sum;
    }

    Matrix<Scalar> points_;
    Vector<Scalar> squares_;
    Scalar longest_;
};

}  // namespace regula::inline REGULA_ABI
