#pragma once

#include <regula/core/policy.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The L0 ball: a block keeps its `count` largest weights, and all others are exactly zero.
///
///     project     w  <-  w where |w| is among the `count` largest, else 0
///
/// Among equal weights the first are kept, column by column. A block with a NaN stays unchanged. The set is
/// not convex. Allocates a copy to select from.
/// Blumensath and Davies (2009), "Iterative hard thresholding for compressed sensing".
struct L0Ball {
    static constexpr bool convex = false;
    Index count;

    void check() const { require(count >= 1, "L0Ball: count must be >= 1, got ", count); }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        if (w.size() <= count || w.hasNaN()) return;
        std::vector<Scalar> sizes;
        sizes.reserve(static_cast<std::size_t>(w.size()));
        for (auto unit : w.colwise())
            for (const Scalar entry : unit) sizes.push_back(std::abs(entry));
        const auto last = sizes.begin() + (count - 1);
        std::nth_element(sizes.begin(), last, sizes.end(), std::greater<>{});
        const Scalar least = *last;
        Index ties = count - std::count_if(sizes.begin(), last, [=](Scalar size) { return size > least; });
        for (auto unit : w.colwise())
            for (Scalar& entry : unit) {
                const bool tie = std::abs(entry) == least;
                if (std::abs(entry) < least || (tie && ties == 0)) entry = 0;
                if (tie && ties > 0) --ties;
            }
    }
};

static_assert(Constraint<L0Ball>);

}  // namespace regula::inline REGULA_ABI
