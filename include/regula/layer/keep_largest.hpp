#pragma once

#include <regula/core/matrix.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Sets `to` to the entries of `from` where x has its k largest entries, and to 0 elsewhere. All three are
/// vectors of one size, 1 <= k <= size, and `to` is none of the others. Of equal entries the first count. A
/// NaN counts as the largest, so it is not hidden. Allocates nothing: `to` is the memory to select in.
void keep_largest(Index k, const auto& x, const auto& from, auto&& to) {
    using Scalar = typename std::remove_cvref_t<decltype(to)>::Scalar;
    const auto precedes = [](Scalar a, Scalar b) { return a > b || (std::isnan(a) && !std::isnan(b)); };
    to = x;
    const auto last = to.begin() + (k - 1);
    std::nth_element(to.begin(), last, to.end(), precedes);
    const Scalar least = *last;
    Index ties = k - std::count_if(to.begin(), last, [&](Scalar entry) { return precedes(entry, least); });
    for (Index i = 0; i < x.size(); ++i) {
        const bool tie = !precedes(x[i], least) && !precedes(least, x[i]);
        const bool kept = precedes(x[i], least) || (tie && ties > 0);
        if (tie) --ties;
        to[i] = kept ? from[i] : Scalar{0};
    }
}

}  // namespace regula::inline REGULA_ABI
