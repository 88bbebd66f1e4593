#pragma once

#include <regula/core/error.hpp>
#include <regula/core/random.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace regula::inline REGULA_ABI {

/// All combinations of the values of some coefficients; those of the last change fastest. A candidate is an
/// array with a value for each: `const auto& [strength, probability] = candidate`.
///
///     grid_candidates({log_spaced(1e-1, 1e-3, 4), {0.0, 0.2, 0.5}})      // 12 candidates
///
/// Throws std::invalid_argument for a coefficient without values.
template <std::size_t n>
std::vector<std::array<double, n>> grid_candidates(const std::vector<double> (&values)[n]) {
    std::size_t count = 1;
    for (const auto& of_one : values) {
        require(!of_one.empty(), "grid_candidates: every coefficient needs a value");
        count *= of_one.size();
    }
    std::vector<std::array<double, n>> all(count);
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t c = n, rest = k; c-- > 0; rest /= values[c].size())
            all[k][c] = values[c][rest % values[c].size()];
    return all;
}

/// The values of a coefficient that a random search draws from: uniformly, or uniformly in the logarithm.
struct SearchRange {
    double from, to;
    bool logarithmic = false;

    void check() const {
        require(std::isfinite(from) && std::isfinite(to) && from <= to,
                "SearchRange: needs from <= to, finite, got ", from, " and ", to);
        require(!logarithmic || from > 0, "SearchRange: a logarithmic range needs from > 0, got ", from);
    }
    /// The value at a share in [0, 1) of the way.
    double at(double share) const {
        if (logarithmic) {
            const double ratio = to / from;  // overflows for a range of more than 308 powers of ten
            return std::isfinite(ratio) ? from * std::pow(ratio, share)
                                        : std::pow(from, 1 - share) * std::pow(to, share);
        }
        const double width = to - from;  // overflows for ends near the largest double
        return std::isfinite(width) ? from + width * share : std::lerp(from, to, share);
    }
};

/// Candidates drawn at random, independently for each coefficient. The first candidates do not depend on the
/// count, so that a search can go on.
///
///     random_candidates({SearchRange{1e-5, 1e-1, true}, SearchRange{0, 0.7}}, 30, Key{1})
///
/// If few of the coefficients matter, this finds better values than a grid of as many candidates: Bergstra
/// and Bengio (2012), "Random search for hyper-parameter optimization". Throws std::invalid_argument for a
/// bad range.
template <std::size_t n>
std::vector<std::array<double, n>> random_candidates(const SearchRange (&ranges)[n], Index count, Key key) {
    for (const SearchRange& range : ranges) range.check();
    require(count >= 1, "random_candidates: count must be >= 1, got ", count);
    std::vector<std::array<double, n>> all(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < all.size(); ++k)
        for (std::size_t c = 0; c < n; ++c) all[k][c] = ranges[c].at(key[c].uniform(k));
    return all;
}

}  // namespace regula::inline REGULA_ABI
