#pragma once

#include <regula/core/matrix.hpp>

#include <array>

namespace regula::inline REGULA_ABI {

/// Calls mix(first, columns) for neighbours in a minibatch: for columns 0 and 1, 2 and 3, ..., and if their
/// number is odd for the last three; a single one has no neighbour. The samples of a minibatch come in random
/// order, so neighbours are random partners, and few can be mixed in place.
void for_neighbours(Index columns, auto&& mix) {
    for (Index first = 0; first + 1 < columns; first += 2) {
        const bool last_three = columns - first == 3;
        mix(first, last_three ? Index{3} : Index{2});
        if (last_three) return;
    }
}

/// Replaces the entries of two or three neighbours, row by row, by     mixed(row, k, own, other)     where
/// `other` is that of the next of them, k + 1, and for the last of the first.
void mix_rows(auto& x, Index first, Index columns, auto&& mixed) {
    for (Index i = 0; i < x.rows(); ++i) {
        const auto before = x(i, first);
        for (Index k = 0; k < columns; ++k) {
            const auto other = k + 1 < columns ? x(i, first + k + 1) : before;
            x(i, first + k) = mixed(i, k, x(i, first + k), other);
        }
    }
}

}  // namespace regula::inline REGULA_ABI
