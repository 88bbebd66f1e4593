#pragma once

#include <regula/core/numeric/eigenvalues.hpp>
#include <regula/core/random.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// Approximate eigenvalues of a symmetric map; the extreme ones converge first.
struct Ritz {
    Vector<double> values;     ///< approximate eigenvalues, the smallest first
    Matrix<double> vectors;    ///< approximate eigenvectors of length one, in columns
    Vector<double> residuals;  ///< |H v - l v|: an eigenvalue lies within this distance of l
    Vector<double> weights;    ///< squared components of the first vector along each; they sum to 1
};

/// The Lanczos process: approximates the eigenvalues of H by `steps` products with it, from a random vector,
/// with full reorthogonalisation, so that none appears twice. Ends early if the vectors span an invariant
/// subspace.
///
/// Lanczos (1950); Golub and Van Loan, Matrix Computations, section 10.1.
Ritz lanczos(SymmetricMap auto&& map, Index steps, Key key = Key{1}) {
    const Index n = map.size();
    require(steps >= 1, "lanczos: steps must be >= 1, got ", steps);
    steps = std::min(steps, n);
    Matrix<double> basis(n, steps);
    Vector<double> diagonal(steps), beside(steps), next(n);
    fill_normal(key, next);
    basis.col(0) = next.normalized();
    Index k = 0;
    for (double largest = 0; k < steps; ++k) {
        next = map.times(basis.col(k));
        diagonal[k] = basis.col(k).dot(next);
        largest = std::max(largest, next.norm());
        for (int twice = 0; twice < 2; ++twice)
            next -= (basis.leftCols(k + 1) * (basis.leftCols(k + 1).transpose() * next)).eval();
        beside[k] = next.norm();
        if (k + 1 == steps || beside[k] <= 1e-13 * largest) break;
        basis.col(k + 1) = next / beside[k];
    }
    Eigen::SelfAdjointEigenSolver<Matrix<double>> solver;
    solver.computeFromTridiagonal(diagonal.head(k + 1), beside.head(k));
    require(solver.info() == Eigen::Success, "lanczos: a product with the map is not finite");
    const Matrix<double>& along = solver.eigenvectors();
    return {solver.eigenvalues(), basis.leftCols(k + 1) * along,
            beside[k] * along.bottomRows<1>().transpose().cwiseAbs(),
            along.topRows<1>().transpose().cwiseAbs2()};
}

/// The effective number of parameters under L2{strength}, tr H (H + a I)^-1, of a map: an estimate with its
/// standard error, from `probes` random vectors with `steps` products each.
///
/// Ubaru, Chen and Saad (2017), "Fast estimation of tr(f(A)) via stochastic Lanczos quadrature".
Mean effective_parameters(SymmetricMap auto&& map, double strength, Index steps, int probes,
                          Key key = Key{1}) {
    require(strength > 0, "effective_parameters: strength must be > 0, got ", strength);
    Mean estimate;
    for (int probe = 0; probe < probes; ++probe) {
        const Ritz ritz = lanczos(map, steps, key[static_cast<std::uint64_t>(probe)]);
        const Vector<double> shrunk = ritz.values.array() / (ritz.values.array() + strength);
        estimate.add(static_cast<double>(map.size()) * ritz.weights.dot(shrunk));
    }
    return estimate;
}

}  // namespace regula::inline REGULA_ABI::theory
