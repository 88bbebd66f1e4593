#pragma once

#include <regula/core/parallel/workers.hpp>
#include <regula/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Non-negative factors of a matrix: the result of `factorize`.
template <class Scalar>
struct NonNegativeFactors {
    Matrix<Scalar> w = {};               ///< features x components, as long as the rows of h
    Matrix<Scalar> h = {};               ///< components x samples: a sample x is about W h
    std::vector<double> objective = {};  ///< |X - W H|^2 / 2 of the seeds and after each iteration
    double residual = 0;                 ///< of the optimality conditions, see Nmf
    bool converged = false;              ///< whether `residual` is at most the tolerance
    Index replaced = 0;                  ///< components that had become zero, and that a residual replaced
};

/// How Nmf updates a factor. Both never raise the objective.
enum class NmfUpdate {
    hals,           ///< one component after another to its minimum; fast, and its zeros are exact
    multiplicative  ///< H <- H o (W'X) / (W'W H): no step to choose, but slow; entries only tend to 0
};

/// Non-negative matrix factorization: parts that add up to the samples, a local minimum of
///
///     |X - W H|^2 / 2     such that   W >= 0,  H >= 0
///
///     const NonNegativeFactors<double> found = factorize(x, Nmf{.components = 10}, Key{1}, workers);
///
/// An iteration updates W, then H, in 3 features x components x samples multiplications. It has converged
/// when the optimality conditions hold up to `tolerance`, measured before each update and relative to |X|:
///
///     the length of all min(w_ik, dJ/dw_ik / |h_k|^2) |h_k| and min(h_kj, dJ/dh_kj / |w_k|^2) |w_k|
///
/// Iterations end, too, after `iterations`, and when one lowers the objective by no more than the share
/// `least_fall`, if that is > 0. Near an exact factorization with zeros they converge slowly, because all
/// gradients vanish there.
///
/// A component that has become zero takes the direction of the largest residual, as far as that is positive;
/// this lowers the objective. The seeds are uniform draws; other keys may give better minima. Lee and Seung
/// (2001), "Algorithms for non-negative matrix factorization"; Cichocki and Phan (2009), "Fast local
/// algorithms for large scale nonnegative matrix and tensor factorizations" (HALS).
struct Nmf {
    Index components;
    NmfUpdate update = NmfUpdate::hals;
    int iterations = 1000;
    double tolerance = 1e-4;
    double least_fall = 0;

    void check(const auto& x) const {
        require(x.size() > 0, "Nmf: needs at least one sample and one feature, got ", x.rows(), " x ",
                x.cols());
        for (Index j = 0; j < x.cols(); ++j)
            for (Index i = 0; i < x.rows(); ++i)
                require(x(i, j) >= 0 && std::isfinite(x(i, j)),
                        "Nmf: every number must be finite and >= 0, got ", x(i, j), " at row ", i,
                        " of sample ", j);
        require(components >= 1, "Nmf: components must be >= 1, got ", components);
        require(iterations >= 0, "Nmf: iterations must be >= 0, got ", iterations);
        require(tolerance >= 0, "Nmf: tolerance must be >= 0, got ", tolerance);
        require(least_fall >= 0, "Nmf: least_fall must be >= 0, got ", least_fall);
    }
};

/// The iterations of Nmf, on X in units of its largest entry. Both factors are held as components x columns,
/// so an update of W is one of H for X'.
template <class Scalar>
class NmfIteration {
public:
    NmfIteration(const Matrix<Scalar>& x, const Nmf& settings, Key key, Workers& workers)
        : settings_{settings},
          workers_{workers},
          w_(settings.components, x.rows()),
          h_(settings.components, x.cols()) {
        std::frexp(x.maxCoeff(), &exponent_);
        exponent_ =
            std::max(exponent_ + exponent_ % 2, std::numeric_limits<Scalar>::min_exponent + 1);  // even
        x_ = x.unaryExpr([this](Scalar value) { return std::ldexp(value, -exponent_); });
        seed(key.stream("w"), w_);
        seed(key.stream("h"), h_);
        const Scalar scale = std::sqrt(x_.mean() / (w_.mean() * h_.mean() * Scalar(settings.components)));
        w_ *= scale, h_ *= scale;
        length_ = std::sqrt(x_.template cast<double>().squaredNorm());
    }

    NonNegativeFactors<Scalar> run() {
        NonNegativeFactors<Scalar> found;
        found.objective.push_back(objective());
        for (int i = 0; i < settings_.iterations && !found.converged; ++i) {
            const double of_w = update(w_, h_, x_.transpose()), of_h = update(h_, w_, x_);
            found.residual = length_ > 0 ? std::hypot(of_w, of_h) / length_ : 0;
            const Index replaced = replace_zero();
            found.replaced += replaced;
            found.converged = replaced == 0 && found.residual <= settings_.tolerance;
            const double before = found.objective.back();
            found.objective.push_back(objective());
            if (settings_.least_fall > 0 && before - found.objective.back() <= settings_.least_fall * before)
                break;
        }
        balance();
        for (double& value : found.objective) value = std::ldexp(value, 2 * exponent_);
        found.w = std::ldexp(Scalar{1}, exponent_ / 2) * w_.transpose();
        found.h = std::ldexp(Scalar{1}, exponent_ / 2) * h_;
        return found;
    }

private:
    static void seed(Key key, Matrix<Scalar>& factor) {
        fill_uniform(key, factor);
        factor.array() += Scalar(0.01);  // multiplicative updates never leave 0
    }

    /// Updates a factor for the other one. Returns the length of the residual of its optimality conditions
    /// before.
    double update(Matrix<Scalar>& factor, const Matrix<Scalar>& other, const auto& x) {
        const Matrix<Scalar> gram = other * other.transpose();
        Vector<double> residuals(tiles(factor));
        workers_.each(residuals.size(), [&](Index tile) {
            const Index first = tile * together, count = std::min(together, factor.cols() - first);
            const Matrix<Scalar> products = other * x.middleCols(first, count);
            Matrix<Scalar> part = factor.middleCols(first, count), mapped = gram * part;
            double squares = 0;
            for (Index j = 0; j < count; ++j)
                for (Index k = 0; k < part.rows(); ++k)
                    if (const Scalar g = gram(k, k); g > 0) {
                        const auto off =
                            static_cast<double>(std::min(part(k, j), (mapped(k, j) - products(k, j)) / g));
                        squares += off * off * static_cast<double>(g);
                    }
            residuals[tile] = squares;
            if (settings_.update == NmfUpdate::hals)
                for (Index j = 0; j < count; ++j) descend(gram, products.col(j), part.col(j));
            else
                multiply(products, mapped, part);
            factor.middleCols(first, count) = part;
        });
        return std::sqrt(residuals.sum());
    }
    /// Multiplies by (W'X) / (W'W H), bounded: a shorter step lowers the objective, too, and does not
    /// overflow. What would underflow becomes 0, since numbers below the normal ones are slow.
    static void multiply(const Matrix<Scalar>& products, const Matrix<Scalar>& mapped, Matrix<Scalar>& part) {
        constexpr Scalar least = std::numeric_limits<Scalar>::min() / std::numeric_limits<Scalar>::epsilon();
        const auto ratio = (products.array() / mapped.array()).min(Scalar(1e6));
        part =
            ((mapped.array() > 0) && (part.array() * ratio > least)).select(part.array() * ratio, Scalar{0});
    }
    /// Each coefficient to its minimum, one after another.
    static void descend(const Matrix<Scalar>& gram, const auto& products, auto&& column) {
        for (Index k = 0; k < column.size(); ++k)
            if (gram(k, k) > 0)
                column[k] =
                    std::max(Scalar{0}, column[k] + (products[k] - gram.col(k).dot(column)) / gram(k, k));
    }

    /// |X - W H|^2 / 2. It is computed from the residual itself, so it is exact near 0, too.
    double objective() {
        costs_.resize(x_.cols());
        workers_.each(tiles(x_), [&](Index tile) {
            const Index first = tile * together, count = std::min(together, x_.cols() - first);
            const Matrix<Scalar> rest =
                x_.middleCols(first, count) - w_.transpose() * h_.middleCols(first, count);
            costs_.segment(first, count) = rest.template cast<double>().colwise().squaredNorm() / 2;
        });
        return costs_.sum();
    }

    /// Replaces components that are zero in W or H. Returns their number.
    Index replace_zero() {
        Index replaced = 0;
        for (Index k = 0; k < w_.rows(); ++k) {
            if (w_.row(k).maxCoeff() > 0 && h_.row(k).maxCoeff() > 0) continue;
            w_.row(k).setZero(), h_.row(k).setZero();
            Index worst = 0;
            if (!(objective() > 0)) return replaced;
            costs_.maxCoeff(&worst);
            const Vector<Scalar> part = (x_.col(worst) - w_.transpose() * h_.col(worst)).cwiseMax(0);
            const Scalar squares = part.squaredNorm();
            if (!(squares > 0)) continue;
            // The best coefficients for these weights, so the objective falls.
            const Vector<Scalar> along = w_ * part;
            h_.row(k) = ((part.transpose() * x_ - along.transpose() * h_) / squares).cwiseMax(0);
            w_.row(k) = part.transpose();
            ++replaced;
        }
        return replaced;
    }

    /// Gives both parts of a component the same length.
    void balance() {
        for (Index k = 0; k < w_.rows(); ++k) {
            const Scalar scale = std::sqrt(h_.row(k).norm() / w_.row(k).norm());
            if (std::isfinite(scale) && scale > 0) w_.row(k) *= scale, h_.row(k) /= scale;
        }
    }

    static Index tiles(const Matrix<Scalar>& columns) { return (columns.cols() + together - 1) / together; }
    static constexpr Index together = 32;  // columns of a tile: enough for a product of matrices

    Nmf settings_;
    Workers& workers_;
    int exponent_ = 0;
    double length_ = 0;  // |X|
    Matrix<Scalar> x_, w_, h_;
    Vector<double> costs_;  // of each sample
};

/// Factorizes a non-negative matrix by Nmf.
///
///     const NonNegativeFactors<double> found = factorize(x, Nmf{.components = 10}, Key{1}, workers);
///
/// The result has the same bits for any number of threads. Throws std::invalid_argument without samples or
/// features, for a number that is negative or not finite, unless components >= 1, and for settings < 0.
template <class Scalar>
NonNegativeFactors<Scalar> factorize(const Matrix<Scalar>& x, const Nmf& method, Key key, Workers& workers) {
    method.check(x);
    return NmfIteration<Scalar>{x, method, key, workers}.run();
}
/// The same in this thread.
template <class Scalar>
NonNegativeFactors<Scalar> factorize(const Matrix<Scalar>& x, const Nmf& method, Key key) {
    Workers alone;
    return factorize(x, method, key, alone);
}

}  // namespace regula::inline REGULA_ABI
