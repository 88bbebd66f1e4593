#pragma once

#include <regula/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Follows a curve and counts the values since its last improvement.
///
///     improvement     the value is finite, and better than the best so far by more than min_delta and by
///                     more than relative_min_delta |best|
///
/// The first finite value is an improvement. An equal value is none, nor is NaN or an infinity.
struct Plateau {
    enum class Mode { min, max };  ///< whether smaller or larger values are better

    Mode mode = Mode::min;
    double min_delta = 0;
    double relative_min_delta = 0;

    double best = std::numeric_limits<double>::quiet_NaN();  ///< NaN before the first finite value
    int waited = 0;                                          ///< values since the last improvement

    /// Takes the next value of the curve and returns whether it is an improvement.
    bool improves(double value) {
        const double gain = mode == Mode::min ? best - value : value - best;
        const double least = std::max(min_delta, relative_min_delta * std::abs(best));
        const bool better = std::isfinite(value) && (std::isnan(best) || gain > least);
        if (better) best = value;
        waited = better ? 0 : waited + 1;
        return better;
    }

    /// Its state, to save and restore.
    void remember(auto& memory) {
        memory(best);
        memory(waited);
    }
};

}  // namespace regula::inline REGULA_ABI
