#pragma once

#include <regula/core/error.hpp>

#include <string_view>

namespace regula::inline REGULA_ABI {

/// The interval from which a coefficient is drawn uniformly: a number r means [-r, r], two numbers [low,
/// high].
///
///     Rotate{15}    Rotate{{0, 15}}    Rotate{exactly(90)}
struct Range {
    double low, high;

    constexpr Range(double most) : low{-most}, high{most} {}
    constexpr Range(double low_end, double high_end) : low{low_end}, high{high_end} {}

    /// Throws std::invalid_argument unless low <= high, and low >= floor if there is one, by the name of the
    /// coefficient.
    void check(std::string_view name) const {
        require(low <= high, name, " must be a range of low <= high, got [", low, ", ", high, "]");
    }
    void check(std::string_view name, double floor) const {
        check(name);
        require(low >= floor, name, " must be >= ", floor, ", got [", low, ", ", high, "]");
    }
};

/// A range of one number: a fixed coefficient.
constexpr Range exactly(double number) { return {number, number}; }

}  // namespace regula::inline REGULA_ABI
