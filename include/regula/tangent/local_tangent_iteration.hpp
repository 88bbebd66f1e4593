// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/tangent/jacobian_norm.hpp>
#include <regula/tangent/orthonormalize.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// The leading right singular vectors of a Jacobian at each sample, and its singular values.
template <class Scalar>
struct LocalTangents {
    Index count = 0;  ///< of a sample
    Matrix<Scalar> vectors =
        {};  ///< features x (samples count), unit vectors; column j count + k belongs to sample j
    Matrix<Scalar> values = {};  ///< count x samples, the largest first
    int iterations = 0;          ///< the most that any part of the samples took
    double residual = 0;         ///< the largest |J'J v - s^2 v| / s_1^2
};

/// Settings of local_tangents.
struct LocalTangentSearch {
    Index oversampling = 8;   ///< further vectors that are iterated, for speed
    int iterations = 200;     ///< at most
    double tolerance = 1e-9;  ///< of the residual; not below 100 roundings of the scalar type
    Index part_size = 64;     ///< samples at once
    int threads = 1;          ///< the result has the same bits for any number
    Key key{1};               ///< of the first directions

    void check() const {
        require(oversampling >= 0, "LocalTangentSearch: oversampling must be >= 0, got ", oversampling);
        require(iterations >= 1, "LocalTangentSearch: iterations must be >= 1, got ", iterations);
        require(tolerance >= 0, "LocalTangentSearch: tolerance must be >= 0, got ", tolerance);
        require(part_size >= 1, "LocalTangentSearch: part_size must be >= 1, got ", part_size);
    }
};

/// The search for some of the samples: subspace iteration with J'J at all of them at once. Each iteration
/// takes a tangent and a backward pass for each direction; J is never formed.
template <class Scalar>
class LocalTangentIteration {
public:
    using M = Matrix<Scalar>;
    LocalTangentIteration(const Parameters<Scalar>& theta, const LocalTangentSearch& search, Index count,
                          Workers& workers)
        : theta_{theta}, search_{search}, count_{count}, workers_{workers} {}

    /// Sets the tangents of samples x, which are samples first, first + 1, ... of the data.
    void find(const auto& f, const M& x, Index first, LocalTangents<Scalar>& found) {
        const Index m = x.cols();
        adjoint_.begin(theta_, nullptr, none_, workers_);
        const Node in = adjoint_.variable(x), z = f(adjoint_, in);
        const Index n = adjoint_.value(z).rows();
        require(count_ <= std::min(n, x.rows()), "local_tangents: count must be <= ", std::min(n, x.rows()),
                ", the rank of a Jacobian of ", n, " x ", x.rows(), ", got ", count_);
        size_ = std::min({count_ + search_.oversampling, n, x.rows()});
        v_.resize(x.rows(), size_ * m), w_.resize(x.rows(), size_ * m), y_.resize(n, size_ * m);
        fill_normal(search_.key.from(static_cast<std::uint64_t>(first * size_)), v_);
        workers_.each(m, [&](Index j) { orthonormalize(v_.middleCols(j * size_, size_)); });
        const double enough =
            std::max(search_.tolerance, 100 * static_cast<double>(std::numeric_limits<Scalar>::epsilon()));
        Vector<double> residuals(m);
        for (int i = 1;; ++i) {
            multiply(f, x, in, z);
            require(y_.allFinite() && w_.allFinite(),
                    "local_tangents: the Jacobian is not finite at a sample");
            workers_.each(m, [&](Index j) { residuals[j] = rotate(j, found.values.col(first + j)); });
            const double residual = residuals.maxCoeff();
            if (residual <= enough || i == search_.iterations) {
                found.iterations = std::max(found.iterations, i);
                found.residual = std::max(found.residual, residual);
                break;
            }
            v_.swap(w_);
            workers_.each(m, [&](Index j) { orthonormalize(v_.middleCols(j * size_, size_)); });
        }
        for (Index j = 0; j < m; ++j)
            for (Index k = 0; k < count_; ++k) {
                auto column = found.vectors.col((first + j) * count_ + k);
                column = v_.col(j * size_ + k);
                Index largest = 0;
                column.cwiseAbs().maxCoeff(&largest);
                if (column[largest] < 0) column = -column;
            }
    }

private:
    /// y = J v and w = J'y, for all directions of all samples.
    void multiply(const auto& f, const M& x, Node in, Node z) {
        const Index m = x.cols();
        tangents_.begin(theta_, nullptr, none_, workers_);
        const Node y =
            f(tangents_, tangents_.input_along(x, static_cast<std::size_t>(size_), [&](std::size_t k, M& v) {
                v.resize(x.rows(), m);
                for (Index j = 0; j < m; ++j) v.col(j) = v_.col(j * size_ + static_cast<Index>(k));
            }));
        for (Index k = 0; k < size_; ++k) {
            const M& moved = tangents_.tangent(y, static_cast<std::size_t>(k));
            const M& pulled = pull_back(adjoint_, in, z, moved);
            for (Index j = 0; j < m; ++j)
                y_.col(j * size_ + k) = moved.col(j), w_.col(j * size_ + k) = pulled.col(j);
        }
    }
    /// Rotates the directions of sample j to the eigenvectors of v'J'J v, the largest first. Returns the
    /// residual of the first `count_` ones.
    double rotate(Index j, auto&& values) {
        auto v = v_.middleCols(j * size_, size_), w = w_.middleCols(j * size_, size_);
        const Matrix<double> y = y_.middleCols(j * size_, size_).template cast<double>();
        const Matrix<double> gram = y.transpose() * y;
        const Eigen::SelfAdjointEigenSolver<Matrix<double>> eigen{gram};
        const M turn = eigen.eigenvectors().rowwise().reverse().template cast<Scalar>();
        v = M{v * turn}, w = M{w * turn};
        const double top = eigen.eigenvalues()[size_ - 1];
        double residual = 0;
        for (Index k = 0; k < count_; ++k) {
            const double square = std::max(0.0, eigen.eigenvalues()[size_ - 1 - k]);
            values[k] = static_cast<Scalar>(std::sqrt(square));
            const double rest =
                static_cast<double>((w.col(k) - static_cast<Scalar>(square) * v.col(k)).norm());
            residual = std::max(residual, top > 0 ? rest / top : 0);
        }
        return residual;
    }

    const Parameters<Scalar>& theta_;
    const LocalTangentSearch& search_;
    Index count_, size_ = 0;
    Workers& workers_;
    Hooks<Scalar> none_;
    Pass<Scalar> adjoint_, tangents_;
    M v_, w_, y_;  // samples after samples, as in LocalTangents
};

}  // namespace regula::inline REGULA_ABI
