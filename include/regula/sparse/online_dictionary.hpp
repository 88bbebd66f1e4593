#pragma once

#include <regula/constraint/l2_ball.hpp>
#include <regula/data/permutation.hpp>
#include <regula/sparse/lasso_coding.hpp>
#include <regula/sparse/learn_dictionary.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// Online dictionary learning, from one minibatch after another: for many signals.
///
///     min over D and H of the mean of |x - D h|^2 / 2 + strength |h|_1     such that   |d_j| <= 1
///
/// A step codes a minibatch, and updates the atoms by the sums of all signals so far, in which old ones fade:
///
///     A <- f A + sum h h',     B <- f B + sum x h',     d_j <- d_j + (b_j - D a_j) / A_jj,   within the ball
///
/// f is that of the paper. Atoms that no signal has used are replaced by signals. `objective` lists the mean
/// objective of the codes of each epoch as they came, and of all signals at the end. Mairal, Bach, Ponce and
/// Sapiro (2009), "Online dictionary learning for sparse coding", algorithms 1 and 2.
struct OnlineDictionary {
    Index atoms;
    LassoCoding coder;
    int epochs = 10;
    Index batch_size = 256;

    void check() const {
        require(atoms >= 1, "OnlineDictionary: atoms must be >= 1, got ", atoms);
        require(epochs >= 1, "OnlineDictionary: epochs must be >= 1, got ", epochs);
        require(batch_size >= 1, "OnlineDictionary: batch_size must be >= 1, got ", batch_size);
    }

    template <class Scalar>
    LearnedDictionary<Scalar> learn(const Matrix<Scalar>& signals, const Dictionary<Scalar>& begin, Key key,
                                    Workers& workers) const {
        LearnedDictionary<Scalar> found{begin, {}};
        Matrix<Scalar> d = begin.unit_atoms(), a = Matrix<Scalar>::Zero(atoms, atoms),
                       b = Matrix<Scalar>::Zero(d.rows(), atoms), batch;
        std::vector<Index> order(static_cast<std::size_t>(signals.cols()));
        double steps = 0;
        for (int epoch = 0; epoch < epochs; ++epoch) {
            fill_permutation(key.stream("order").from(static_cast<std::uint64_t>(epoch)), order);
            double objective = 0;
            for (Index first = 0; first < signals.cols(); first += batch_size) {
                const Index size = std::min(batch_size, signals.cols() - first);
                batch.resize(signals.rows(), size);
                for (Index j = 0; j < size; ++j)
                    batch.col(j) = signals.col(order[static_cast<std::size_t>(first + j)]);
                const auto codes = encode(found.dictionary, batch, coder, workers);
                objective += this->objective(codes) * static_cast<double>(size);
                const auto fade = static_cast<Scalar>(kept(++steps, static_cast<double>(size)));
                a = fade * a +
                    Matrix<Scalar>{codes.codes * Eigen::SparseMatrix<Scalar>{codes.codes.transpose()}};
                b = fade * b + batch * codes.codes.transpose();
                update(a, b, d);
                found.replaced += replace_unused(batch, codes, used(a, d), d);
                found.dictionary = Dictionary<Scalar>{d};
            }
            found.objective.push_back(objective / static_cast<double>(signals.cols()));
        }
        found.codes = encode(found.dictionary, signals, coder, workers);
        found.objective.push_back(this->objective(found.codes));
        return found;
    }

    /// The mean of |x - D h|^2 / 2 + strength |h|_1 + l2/2 |h|^2 over signals.
    template <class Scalar>
    double objective(const SparseCodes<Scalar>& codes) const {
        double sum = 0;
        for (Index k = 0; k < codes.codes.nonZeros(); ++k) {
            const auto value = static_cast<double>(codes.codes.valuePtr()[k]);
            sum += coder.strength * std::abs(value) + coder.l2 / 2 * value * value;
        }
        return mean_square(codes) + sum / static_cast<double>(codes.codes.cols());
    }

private:
    /// The share of the sums so far that a step keeps, for minibatches of equal size.
    static double kept(double step, double size) {
        const auto theta = [&](double t) { return t < size ? t * size : size * size + t - size; };
        return (theta(step) + 1 - size) / (theta(step) + 1);
    }
    /// A pass of block coordinate descent over the atoms.
    template <class Scalar>
    static void update(const Matrix<Scalar>& a, const Matrix<Scalar>& b, Matrix<Scalar>& d) {
        for (Index j = 0; j < d.cols(); ++j) {
            if (!(a(j, j) > 0)) continue;
            auto atom = d.col(j);
            atom += (b.col(j) - d * a.col(j)) / a(j, j);
            L2Ball{1}.project(atom);
        }
    }
    /// Which atoms a signal has used so far; one that has become zero counts as unused.
    template <class Scalar>
    static std::vector<Index> used(const Matrix<Scalar>& a, const Matrix<Scalar>& d) {
        std::vector<Index> all;
        for (Index j = 0; j < d.cols(); ++j) all.push_back(a(j, j) > 0 && !d.col(j).isZero(0) ? 1 : 0);
        return all;
    }
};

}  // namespace regula::inline REGULA_ABI
