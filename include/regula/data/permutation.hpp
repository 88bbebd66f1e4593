#pragma once

#include <regula/core/random.hpp>

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Fills a vector of length n with the numbers 0 ... n - 1 in random order, a pure function of the key
/// (Fisher and Yates). Allocates nothing.
inline void fill_permutation(Key key, std::vector<Index>& order) {
    std::iota(order.begin(), order.end(), Index{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[key.below(i, i)]);
}

}  // namespace regula::inline REGULA_ABI
