#pragma once

#include <regula/linear/coordinate_descent.hpp>
#include <regula/linear/ridge.hpp>
#include <regula/selection/degrees_of_freedom.hpp>
#include <regula/selection/strengths.hpp>

#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A point of a path.
template <class P>
struct PathPoint {
    P penalty;
    LinearFit fit;                  ///< weights, intercept, certificate
    double degrees_of_freedom = 0;  ///< see degrees_of_freedom; NaN if it is known for squared error only
};

/// Whether a penalty has a part that shrinks all weights by a share: then degrees of freedom are known for
/// SquaredError alone.
template <class P>
bool has_l2(const P& penalty) {
    if constexpr (std::same_as<P, ElasticNet>)
        return penalty.l1_ratio < 1;
    else
        return std::same_as<P, L2>;
}

/// The weights of a linear model where they are between their bounds, and 0 where a bound holds them: those
/// do not change with the targets, so they are no degrees of freedom.
template <class = OnUse>
Matrix<double> unbound_weights(Matrix<double> w, const CoordinateDescent& options) {
    for (Index j = 0; options.bounded() && j < w.rows(); ++j)
        for (Index c = 0; c < w.cols(); ++c)
            if (bounds_of(options.lower, options.upper, j).at(w(j, c))) w(j, c) = 0;
    return w;
}

/// The linear models for some penalties, from the strongest to the weakest, each warm-started from the
/// previous one:
///
///     const auto path = trace(data, SquaredError{}, along(L1{}, log_spaced(most, 0.01, 100)));
///     path[40].fit.weights
///
/// Samples count by their weights. Ridge is solved by the singular value decomposition, all others by
/// coordinate descent with `options`, from the fit `start` if there is one. Weights at bounds of the options
/// are no degrees of freedom. Throws std::invalid_argument as these solvers do, and for ridge with bounds.
template <class Scalar, LinearLoss Loss, PathPenalty P>
std::vector<PathPoint<P>> trace(const Dataset<Scalar>& data, const Loss& loss,
                                const std::vector<P>& penalties, const CoordinateDescent& options = {},
                                const LinearFit* start = nullptr) {
    data.check("trace");
    constexpr bool squared = std::same_as<Loss, SquaredError>;
    const Vector<double> w = sample_weights_of(data, options);
    std::vector<PathPoint<P>> path;
    if constexpr (squared && std::same_as<P, L2>) {
        require(options.penalty_factors.size() == 0, "trace: ridge has one strength for all features, got ",
                options.penalty_factors.size(), " penalty factors");
        require(!options.bounded(),
                "trace: ridge has no bounds; ElasticNet with l1_ratio 0 is the same penalty and takes them");
        Matrix<double> t = targets_of<Loss>(data);
        options.check(data.features(), data.size(), t.rows());
        if (options.offset.size() > 0) t -= options.offset;
        const RidgePath all =
            w.size() == 0
                ? RidgePath{Design{data.inputs}, t, options.intercept}
                : RidgePath{WeightedSquares{data.inputs.template cast<double>(), t, w, options.intercept}};
        for (const P& penalty : penalties)
            path.push_back(
                {penalty, all.fit(penalty), static_cast<double>(t.rows()) * all.degrees_of_freedom(penalty)});
    } else {
        const auto fits = coordinate_descent_path(data, loss, penalties, options, start);
        Matrix<double> x = data.inputs.template cast<double>();
        if (w.size() > 0) x = WeightedSquares{std::move(x), targets_of<Loss>(data), w, options.intercept}.x;
        const bool to_centre = options.intercept && w.size() == 0;  // weighted squares are centred
        for (std::size_t i = 0; i < fits.size(); ++i) {
            const double free =
                squared || !has_l2(penalties[i])
                    ? regula::degrees_of_freedom(x, penalties[i], unbound_weights(fits[i].weights, options),
                                                 to_centre, options.penalty_factors)
                    : std::numeric_limits<double>::quiet_NaN();
            path.push_back({penalties[i], fits[i], free});
        }
    }
    return path;
}

}  // namespace regula::inline REGULA_ABI
