#pragma once

#include <regula/selection/deviance.hpp>
#include <regula/selection/trace.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Where a path ends before its weakest penalty, because more of it tells nothing.
struct PathLimits {
    double deviance_explained = 0.999;  ///< it ends at the first point that explains more
    double change = 1e-5;  ///< or, from the fifth point on, at one that explains relatively less more
    Index support = std::numeric_limits<Index>::max();  ///< or before a point with more features

    void check() const {
        require(deviance_explained > 0 && deviance_explained <= 1,
                "PathLimits: deviance_explained must be in (0, 1], got ", deviance_explained);
        require(change >= 0 && change < 1, "PathLimits: change must be in [0, 1), got ", change);
        require(support >= 1, "PathLimits: support must be >= 1, got ", support);
    }
};

/// The same as trace until a limit is reached; the penalties beyond are not solved for.
///
///     trace_until(PathLimits{.support = 50}, data, SquaredError{}, penalties)
///
/// Penalties come from the strongest to the weakest. They are solved a few at a time. Throws
/// std::invalid_argument for limits out of range, and as trace.
template <class Scalar, LinearLoss Loss, PathPenalty P>
std::vector<PathPoint<P>> trace_until(const PathLimits& limits, const Dataset<Scalar>& data, const Loss& loss,
                                      const std::vector<P>& penalties,
                                      const CoordinateDescent& options = {}) {
    constexpr std::size_t few = 8;
    limits.check();
    if (options.sample_weights.size() > 0) {  // the deviance takes those of the data
        Dataset<Scalar> weighted = data;
        weighted.sample_weights = sample_weights_of(data, options);
        CoordinateDescent others = options;
        others.sample_weights.resize(0);
        return trace_until(limits, weighted, loss, penalties, others);
    }
    const double none = null_deviance(data, loss, options.intercept, options.offset);
    std::vector<PathPoint<P>> path;
    double before = 0;
    for (std::size_t first = 0; first < penalties.size(); first += few) {
        const std::size_t last = std::min(first + few, penalties.size());
        const std::vector<P> some(penalties.begin() + static_cast<std::ptrdiff_t>(first),
                                  penalties.begin() + static_cast<std::ptrdiff_t>(last));
        LinearFit start;
        if (!path.empty()) start = path.back().fit;
        for (PathPoint<P>& point : trace(data, loss, some, options, path.empty() ? nullptr : &start)) {
            if (point.fit.support() > limits.support) return path;
            const double explained =
                none > 0 ? 1 - deviance(data, loss, point.fit, options.offset) / none : 0.0;
            path.push_back(std::move(point));
            const bool slow = path.size() >= 5 && explained - before < limits.change * explained;
            if (explained > limits.deviance_explained || slow) return path;
            before = explained;
        }
    }
    return path;
}

}  // namespace regula::inline REGULA_ABI
