#pragma once

#include <regula/sparse/encode.hpp>

namespace regula::inline REGULA_ABI {

/// Matching pursuit: each step takes the atom with the largest product with the residual, and subtracts it.
///
///     j = argmax |d_j'r|,     h_j <- h_j + d_j'r,     r <- r - (d_j'r) d_j      (unit atoms)
///
/// The norm of the residual falls in each step; it tends to 0 if the atoms span the features. A step costs
/// `atoms` multiplications. An atom may be taken several times, so `steps` may exceed the atoms of a code.
/// Mallat and Zhang (1993), "Matching pursuits with time-frequency dictionaries".
struct MatchingPursuit {
    Index steps;
    double residual = 0;  ///< the norm of the residual at which it stops

    void check(const auto&) const {
        require(steps >= 1, "MatchingPursuit: steps must be >= 1, got ", steps);
        require(residual >= 0, "MatchingPursuit: residual must be >= 0, got ", residual);
    }

    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const {
        return [*this, &dictionary, left = Vector<Scalar>{}, h = Vector<Scalar>{}](
                   const auto& x, const auto& products, SparseCode<Scalar>& code) mutable {
            code.clear();
            left = products;
            h.setZero(dictionary.size());
            const Scalar norm = safe_norm(x);
            const double stop = residual / static_cast<double>(norm);
            double squares = 1;  // of the residual, relative to the signal
            for (Index step = 0; step < steps && squares > stop * stop; ++step) {
                Index atom = 0;
                const Scalar largest = left.cwiseAbs().maxCoeff(&atom), share = left[atom];
                if (!(largest > 32 * std::numeric_limits<Scalar>::epsilon() * norm)) break;
                if (h[atom] == 0) code.add(atom, 0);
                h[atom] += share;
                left -= share * dictionary.gram().col(atom);
                squares -= static_cast<double>(share / norm) * static_cast<double>(share / norm);
            }
            for (std::size_t k = 0; k < code.atoms.size(); ++k) code.values[k] = h[code.atoms[k]];
        };
    }
};

static_assert(SparseCoder<MatchingPursuit>);

}  // namespace regula::inline REGULA_ABI
