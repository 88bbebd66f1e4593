#pragma once

#include <regula/sparse/greedy_pursuit.hpp>

namespace regula::inline REGULA_ABI {

/// Orthogonal least squares: as Omp, but a step selects the atom whose selection reduces the residual most.
///
///     argmax_j (d_j'r)^2 / |d_j - P d_j|^2,     P the projection on the selected atoms
///
/// It costs little more and does better with correlated atoms. Chen, Billings and Luo (1989); Blumensath and
/// Davies (2007), "On the difference between orthogonal matching pursuit and orthogonal least squares".
struct OrthogonalLeastSquares {
    Index atoms = 0;      ///< at most; 0 for as many as there are features
    double residual = 0;  ///< the norm of the residual at which it stops

    void check(const auto& dictionary) const { settings().check(dictionary, "OrthogonalLeastSquares"); }
    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const {
        return GreedyPursuit<Scalar>{dictionary, settings()};
    }

private:
    PursuitSettings settings() const { return {atoms, residual, false, true}; }
};

static_assert(SparseCoder<OrthogonalLeastSquares>);

}  // namespace regula::inline REGULA_ABI
