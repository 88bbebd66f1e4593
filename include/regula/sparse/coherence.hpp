#pragma once

#include <regula/sparse/dictionary.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The coherence of a dictionary:     mu = max_(i != j) |cos(d_i, d_j)|,     0 for one atom
///
/// Tropp (2004), "Greed is good: algorithmic results for sparse approximation".
template <class Scalar>
double coherence(const Dictionary<Scalar>& dictionary) {
    double largest = 0;
    for (Index j = 1; j < dictionary.size(); ++j)
        largest =
            std::max(largest, static_cast<double>(dictionary.gram().col(j).head(j).cwiseAbs().maxCoeff()));
    return largest;
}

/// The Babel function mu_1(k), for k = 1 ... atoms - 1: the largest sum of |cosines| of an atom and k others.
///
/// mu_1(k) <= k mu. OMP recovers every signal of k atoms if mu_1(k - 1) + mu_1(k) < 1. Tropp (2004).
template <class Scalar>
Vector<double> babel(const Dictionary<Scalar>& dictionary) {
    Vector<double> most = Vector<double>::Zero(dictionary.size() - 1);
    std::vector<double> others(static_cast<std::size_t>(dictionary.size()) - 1);
    for (Index j = 0; j < dictionary.size(); ++j) {
        for (Index i = 0, k = 0; i < dictionary.size(); ++i)
            if (i != j)
                others[static_cast<std::size_t>(k++)] =
                    std::abs(static_cast<double>(dictionary.gram()(i, j)));
        std::sort(others.begin(), others.end(), std::greater<>{});
        double sum = 0;
        for (Index k = 0; k < most.size(); ++k)
            most[k] = std::max(most[k], sum += others[static_cast<std::size_t>(k)]);
    }
    return most;
}

/// The largest k for which OMP and the lasso recover every signal of k atoms, by the coherence alone:
///
///     k < (1 + 1/mu) / 2
///
/// It is pessimistic: most signals of more atoms are recovered, too. Throws nothing; with orthonormal atoms
/// it is their number. Tropp (2004), theorem 3.5 and corollary 3.6.
template <class Scalar>
Index recoverable_atoms(const Dictionary<Scalar>& dictionary) {
    const double bound = (1 + 1 / coherence(dictionary)) / 2;
    if (!(bound < static_cast<double>(dictionary.size()))) return dictionary.size();
    return static_cast<Index>(std::ceil(bound)) - 1;
}

}  // namespace regula::inline REGULA_ABI
