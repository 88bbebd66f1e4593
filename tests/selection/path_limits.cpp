#include <regula/selection/path_limits.hpp>

#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::selection_path_limits {

using test::drawn;

Dataset<double> some_data(double noise) {
    Dataset<double> data{.inputs = drawn(1, 30, 60)};
    data.targets = 3 * data.inputs.row(2) - data.inputs.row(11) + 0.5 * data.inputs.row(20);
    add_normal(Key{9}, data.targets, noise);
    return data;
}

std::vector<L1> strengths(const Dataset<double>& data) {
    return along(L1{}, log_spaced(strength_max(data, SquaredError{}, L1{}), 1e-5, 60));
}

/// Ends where trace's points say that it should: before `end`, with the same fits.
void ends_before(std::size_t end, const PathLimits& limits, const Dataset<double>& data) {
    const auto whole = trace(data, SquaredError{}, strengths(data));
    const auto path = trace_until(limits, data, SquaredError{}, strengths(data));
    REQUIRE(path.size() == end);
    for (std::size_t i = 0; i < end; ++i) {
        CHECK(path[i].penalty.strength == whole[i].penalty.strength);
        CHECK((path[i].fit.weights - whole[i].fit.weights).norm() < 1e-7);
        CHECK(path[i].fit.certificate.converged);
    }
}

std::size_t first(const std::vector<PathPoint<L1>>& path, const auto& condition) {
    std::size_t i = 0;
    while (i < path.size() && !condition(i)) ++i;
    return i;
}

TEST_CASE("a path ends at the first point that explains enough") {
    const auto data = some_data(0.05);
    const auto whole = trace(data, SquaredError{}, strengths(data));
    const auto explained = [&](std::size_t i) {
        return deviance_explained(data, SquaredError{}, whole[i].fit);
    };
    for (const double share : {0.3, 0.9, 0.99}) {
        const std::size_t at = first(whole, [&](std::size_t i) { return explained(i) > share; });
        REQUIRE(at < 59);
        ends_before(at + 1, {.deviance_explained = share, .change = 0}, data);
    }
}

TEST_CASE("a path ends at a point that explains little more, from the fifth on") {
    const auto data = some_data(1);
    const auto whole = trace(data, SquaredError{}, strengths(data));
    const auto explained = [&](std::size_t i) {
        return deviance_explained(data, SquaredError{}, whole[i].fit);
    };
    const std::size_t at = first(whole, [&](std::size_t i) {
        return i >= 4 && explained(i) - explained(i - 1) < 1e-3 * explained(i);
    });
    REQUIRE(at < 59);
    ends_before(at + 1, {.deviance_explained = 1, .change = 1e-3}, data);
}

TEST_CASE("a path ends before a point with more features, and without limits it is whole") {
    const auto data = some_data(1);
    const auto whole = trace(data, SquaredError{}, strengths(data));
    const std::size_t at = first(whole, [&](std::size_t i) { return whole[i].fit.support() > 7; });
    ends_before(at, {.deviance_explained = 1, .change = 0, .support = 7}, data);
    ends_before(60, {.deviance_explained = 1, .change = 0}, data);
}

TEST_CASE("weights of the options end a path where those of the data do") {
    auto data = some_data(0.05);
    CoordinateDescent options;
    options.sample_weights = Vector<double>::Ones(60);
    options.sample_weights.head(20).setConstant(30);
    data.targets.rightCols(40) = drawn(4, 1, 40);  // what the weights leave out is noise
    const PathLimits limits{.deviance_explained = 0.8, .change = 0};
    const auto some = strengths(data);
    const auto by_options = trace_until(limits, data, SquaredError{}, some, options);
    const auto without = trace_until(limits, data, SquaredError{}, some);
    data.sample_weights = options.sample_weights;
    const auto by_data = trace_until(limits, data, SquaredError{}, some);
    REQUIRE(by_options.size() == by_data.size());
    CHECK(by_options.size() < without.size());
    CHECK((by_options.back().fit.weights - by_data.back().fit.weights).norm() < 1e-12);
}

TEST_CASE("a path within bounds ends by the same limits") {
    const auto data = some_data(1);
    const auto penalties = along(L1{}, log_spaced(3, 1e-3, 40));
    const CoordinateDescent options{.lower = Vector<double>::Zero(1)};
    const auto whole = trace(data, SquaredError{}, penalties, options);
    const auto path = trace_until({.support = 4}, data, SquaredError{}, penalties, options);
    REQUIRE(!path.empty());
    REQUIRE(path.size() < 40);
    CHECK(whole[path.size()].fit.support() > 4);
    for (std::size_t i = 0; i < path.size(); ++i) {
        CHECK((path[i].fit.weights - whole[i].fit.weights).norm() < 1e-9);
        CHECK(path[i].fit.weights.minCoeff() >= 0);
    }
}

TEST_CASE("limits out of range are refused") {
    const auto data = some_data(1);
    const auto refused = [&](const PathLimits& limits) {
        return trace_until(limits, data, SquaredError{}, strengths(data)).size();
    };
    CHECK_THROWS_WITH(refused({.deviance_explained = 0}),
                      "PathLimits: deviance_explained must be in (0, 1], got 0");
    CHECK_THROWS_WITH(refused({.change = 1}), "PathLimits: change must be in [0, 1), got 1");
    CHECK_THROWS_WITH(refused({.support = 0}), "PathLimits: support must be >= 1, got 0");
}

}  // namespace tests::selection_path_limits
