#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The bounds of one weight:     lower <= w <= upper,     with lower <= 0 <= upper; by default infinite
struct Bounds {
    double lower = -std::numeric_limits<double>::infinity();
    double upper = std::numeric_limits<double>::infinity();

    double clamp(double w) const { return std::clamp(w, lower, upper); }

    /// Whether a weight is at one of them.
    bool at(double w) const { return w == lower || w == upper; }

    /// The distance to the nearer one.
    double room(double w) const { return std::min(w - lower, upper - w); }

    /// The bound in the direction of a sign.
    double towards(double sign) const { return sign > 0 ? upper : lower; }
};

/// The bounds of the weights of feature j. `lower` and `upper` have one number for each feature, or one for
/// all; empty means no bound.
inline Bounds bounds_of(const Vector<double>& lower, const Vector<double>& upper, Index j) {
    Bounds bounds;
    if (lower.size() > 0) bounds.lower = lower[lower.size() == 1 ? 0 : j];
    if (upper.size() > 0) bounds.upper = upper[upper.size() == 1 ? 0 : j];
    return bounds;
}

/// The lower or upper bounds of some of the features.
template <class = OnUse>
Vector<double> bounds_of_some(const Vector<double>& bounds, const std::vector<Index>& features) {
    return bounds.size() <= 1 ? bounds : Vector<double>{bounds(features)};
}

/// Throws std::invalid_argument unless these are bounds of so many features, with lower <= 0 <= upper.
inline void require_bounds(const Vector<double>& lower, const Vector<double>& upper, Index features,
                           const char* who) {
    const auto require_count = [&](const char* side, Index count) {
        require(count <= 1 || count == features, who, ": ", side, " needs a bound for each of ", features,
                " features or one for all, got ", count);
    };
    require_count("lower", lower.size());
    require_count("upper", upper.size());
    for (Index j = 0; j < lower.size(); ++j)
        require(lower[j] <= 0, who, ": lower must be <= 0, got ", lower[j], " at ", j);
    for (Index j = 0; j < upper.size(); ++j)
        require(upper[j] >= 0, who, ": upper must be >= 0, got ", upper[j], " at ", j);
}

}  // namespace regula::inline REGULA_ABI
