#pragma once

#include <regula/linear/symmetric_pseudo_inverse.hpp>
#include <regula/sparse/learn_dictionary.hpp>
#include <regula/sparse/omp.hpp>

namespace regula::inline REGULA_ABI {

/// The method of optimal directions (MOD): as KSvd, but an iteration updates all atoms at once, by least
/// squares for the codes that it has.
///
///     D <- X H' (H H')^+,     then atoms of norm 1, and coefficients accordingly
///
/// The update does not increase the objective, the mean of |x - D h|^2 / 2; see KSvd for `monotone`. Engan,
/// Aase and Husoy (1999), "Method of optimal directions for frame design".
struct Mod {
    Index atoms;
    Omp coder;
    int iterations = 30;
    bool monotone = false;

    void check() const {
        require(atoms >= 1, "Mod: atoms must be >= 1, got ", atoms);
        require(coder.atoms > 0 || coder.residual > 0,
                "Mod: coder must have a number of atoms or a residual");
        require(iterations >= 1, "Mod: iterations must be >= 1, got ", iterations);
    }

    template <class Scalar>
    LearnedDictionary<Scalar> learn(const Matrix<Scalar>& signals, const Dictionary<Scalar>& begin, Key,
                                    Workers& workers) const {
        const auto improve = [&](SparseCodes<Scalar>& codes, Matrix<Scalar>& updated) {
            update(signals, codes, updated);
        };
        return alternate(signals, begin, coder, iterations, monotone, workers, improve);
    }

private:
    template <class Scalar>
    static void update(const Matrix<Scalar>& signals, SparseCodes<Scalar>& found, Matrix<Scalar>& updated) {
        auto& h = found.codes;
        const Matrix<Scalar> products = Matrix<Scalar>{h * Eigen::SparseMatrix<Scalar>{h.transpose()}};
        const Matrix<Scalar> fitted = (signals * h.transpose()) * symmetric_pseudo_inverse(products);
        for (Index j = 0; j < updated.cols(); ++j) {
            const Scalar length = safe_norm(fitted.col(j));
            if (!(length > 0)) continue;
            with_length(fitted.col(j), length, Scalar{1}, [&](const auto& unit) { updated.col(j) = unit; });
        }
        for (Index k = 0; k < h.nonZeros(); ++k) {
            const Index atom = h.innerIndexPtr()[k];
            h.valuePtr()[k] *= fitted.col(atom).dot(updated.col(atom));
        }
        found.residuals = signals - updated * h;
    }
};

}  // namespace regula::inline REGULA_ABI
