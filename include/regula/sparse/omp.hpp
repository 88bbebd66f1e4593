#pragma once

#include <regula/sparse/greedy_pursuit.hpp>

namespace regula::inline REGULA_ABI {

/// Orthogonal matching pursuit: an approximate solution of
///
///     min |x - D h|^2   such that   |h|_0 <= atoms,     or   min |h|_0   such that   |x - D h| <= residual
///
/// A step selects the atom with the largest |cosine| with the residual, and fits all selected atoms by least
/// squares; so the residual is orthogonal to them. For an orthonormal dictionary the result is the minimum,
/// the k largest products. It finds the minimum for every x = D h of few atoms (recoverable_atoms, babel). A
/// pursuit ends early if the residual is 0 up to rounding, and skips atoms that depend on the selected ones.
/// With `non_negative` it selects by the largest cosine, and drops atoms whose coefficient would turn
/// negative. encode runs it: codes of batches from the Gram matrix, atoms k + atoms k^2 multiplications each.
///
/// atoms = 0 are as many as there are features. Pati, Rezaiifar and Krishnaprasad (1993); Rubinstein et al.
/// (2008); Bruckstein, Elad and Zibulevsky (2008) for h >= 0; Goodfellow, Bengio and Courville, Deep
/// Learning, section 7.10.
struct Omp {
    Index atoms = 0;
    double residual = 0;
    bool non_negative = false;

    void check(const auto& dictionary) const { settings().check(dictionary, "Omp"); }
    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const {
        return GreedyPursuit<Scalar>{dictionary, settings()};
    }

private:
    PursuitSettings settings() const { return {atoms, residual, non_negative}; }
};

static_assert(SparseCoder<Omp>);

}  // namespace regula::inline REGULA_ABI
