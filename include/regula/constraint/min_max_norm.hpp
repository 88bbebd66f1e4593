#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Min-max-norm: the norm of the incoming weights of each unit is at least `min` and at most `max`.
///
///     project     w_j  <-  w_j c / |w_j|,     c = (1 - rate) |w_j| + rate min(max(|w_j|, min), max)
///
/// for every column w_j. A rate below 1 goes that part of the way in each step: the weights reach the set in
/// the end. A column of zeros has no direction and stays unchanged. The
/// set is not convex. MinMaxNorm of Keras.
struct MinMaxNorm {
    static constexpr bool convex = false;
    double min;
    double max;
    double rate = 1;

    void check() const {
        require(min >= 0 && min <= max, "MinMaxNorm: min must be in [0, max], got ", min, " and ", max);
        require(rate > 0 && rate <= 1, "MinMaxNorm: rate must be in (0, 1], got ", rate);
    }

    void project(auto&& w) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto least = static_cast<Scalar>(min), most = static_cast<Scalar>(max);
        const auto share = static_cast<Scalar>(rate);
        for (auto unit : w.colwise()) {
            const Scalar length = safe_norm(unit);
            if (length == 0 || (length >= least && length <= most)) continue;
            const Scalar wanted = (1 - share) * length + share * std::clamp(length, least, most);
            with_length(unit, length, wanted, [&](const auto& resized) { unit = resized; });
        }
    }
};

static_assert(Constraint<MinMaxNorm>);

}  // namespace regula::inline REGULA_ABI
