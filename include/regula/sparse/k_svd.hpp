#pragma once

#include <regula/sparse/learn_dictionary.hpp>
#include <regula/sparse/omp.hpp>

namespace regula::inline REGULA_ABI {

/// K-SVD: a dictionary of unit atoms for codes of few atoms.
///
///     min over D and H of the mean of |x - D h|^2 / 2     such that   |h|_0 <= coder.atoms
///
/// An iteration codes the signals by Omp, then updates one atom after another with the coefficients of its
/// signals, towards the first singular vectors of
///
///     E = residuals of the signals that use it + d h',    d <- E h / |E h|,  h <- E'd   `power_steps` times
///
/// Updates do not increase the objective, which `objective` lists after each. A pursuit may; so may the
/// replacement of an atom that is nearly the same as another. With `monotone` a signal keeps its code before
/// where that is better, and only atoms that no signal uses are replaced: the objective never rises, but the
/// dictionary leaves poor minima less often. Aharon, Elad and Bruckstein (2006), "K-SVD: an algorithm for
/// designing overcomplete dictionaries for sparse representation"; Rubinstein, Zibulevsky and Elad (2008) for
/// the power steps.
struct KSvd {
    Index atoms;
    Omp coder;
    int iterations = 30;
    bool monotone = false;
    int power_steps = 3;

    void check() const {
        require(atoms >= 1, "KSvd: atoms must be >= 1, got ", atoms);
        require(coder.atoms > 0 || coder.residual > 0,
                "KSvd: coder must have a number of atoms or a residual");
        require(iterations >= 1, "KSvd: iterations must be >= 1, got ", iterations);
        require(power_steps >= 1, "KSvd: power_steps must be >= 1, got ", power_steps);
    }

    template <class Scalar>
    LearnedDictionary<Scalar> learn(const Matrix<Scalar>& signals, const Dictionary<Scalar>& begin, Key,
                                    Workers& workers) const {
        const auto improve = [&](SparseCodes<Scalar>& codes, Matrix<Scalar>& updated) {
            update(codes, updated);
        };
        return alternate(signals, begin, coder, iterations, monotone, workers, improve);
    }

private:
    /// Updates the atoms one by one, with their coefficients and the residuals.
    template <class Scalar>
    void update(SparseCodes<Scalar>& found, Matrix<Scalar>& updated) const {
        Scalar* const values = found.codes.valuePtr();
        const auto uses = uses_of_atoms(found.codes);
        Vector<Scalar> d;
        for (Index j = 0; j < updated.cols(); ++j) {
            const auto& of_atom = uses[static_cast<std::size_t>(j)];
            for (const auto& [signal, at] : of_atom)
                found.residuals.col(signal) += values[at] * updated.col(j);
            for (int step = 0; step < power_steps; ++step) {
                d.setZero(updated.rows());
                for (const auto& [signal, at] : of_atom) d += values[at] * found.residuals.col(signal);
                const Scalar length = safe_norm(d);
                if (length > 0) with_length(d, length, Scalar{1}, [&](const auto& u) { updated.col(j) = u; });
                for (const auto& [signal, at] : of_atom) {
                    const Scalar value = updated.col(j).dot(found.residuals.col(signal));
                    values[at] = coder.non_negative ? std::max(value, Scalar{0}) : value;
                }
            }
            for (const auto& [signal, at] : of_atom)
                found.residuals.col(signal) -= values[at] * updated.col(j);
        }
    }

    struct Use {
        Index signal, at;  // at: where the coefficient stands among the values of the codes
    };
    template <class Scalar>
    static std::vector<std::vector<Use>> uses_of_atoms(const Eigen::SparseMatrix<Scalar>& codes) {
        std::vector<std::vector<Use>> uses(static_cast<std::size_t>(codes.rows()));
        for (Index j = 0; j < codes.cols(); ++j)
            for (Index at = codes.outerIndexPtr()[j]; at < codes.outerIndexPtr()[j + 1]; ++at)
                uses[static_cast<std::size_t>(codes.innerIndexPtr()[at])].push_back({j, at});
        return uses;
    }
};

}  // namespace regula::inline REGULA_ABI
