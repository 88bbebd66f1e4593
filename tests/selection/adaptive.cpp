#include <regula/selection/adaptive.hpp>

#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::selection_adaptive {

using test::drawn;

Dataset<double> few_matter(std::uint64_t seed, Index samples) {
    Dataset<double> data{.inputs = drawn(seed, 8, samples)};
    for (Index i = 1; i < 8; ++i) data.inputs.row(i) += 0.7 * data.inputs.row(i - 1);
    data.targets = 3 * data.inputs.row(0) + 1.5 * data.inputs.row(1) + 2 * data.inputs.row(4);
    add_normal(Key{seed + 500}, data.targets, 3.0);
    return data;
}

TEST_CASE("it is the lasso on features times the size of their pilot weights") {
    const auto data = few_matter(1, 40);
    LinearFit pilot = ordinary_least_squares(data);
    pilot.weights(3, 0) = 0;
    for (const double power : {1.0, 2.0}) {
        const auto path = adaptive_trace(data, SquaredError{}, pilot, along(L1{}, {0.5, 0.1}), power);
        const Vector<double> size = pilot.weights.col(0).array().abs().pow(power);
        Vector<double> kept(7);
        kept << size.head(3), size.tail(4);
        Dataset<double> scaled = data;
        scaled.inputs = size.asDiagonal() * data.inputs;
        const double mean = kept.cwiseInverse().mean();  // the factors have the mean 1
        for (std::size_t i = 0; i < 2; ++i) {
            const double strength = i == 0 ? 0.5 : 0.1;
            const LinearFit plain = coordinate_descent(scaled, SquaredError{}, L1{strength / mean});
            CHECK((path[i].fit.weights - size.asDiagonal() * plain.weights).norm() < 1e-7);
            CHECK((path[i].fit.intercept - plain.intercept).norm() < 1e-7);
            CHECK(path[i].fit.weights(3, 0) == 0);
            CHECK(path[i].degrees_of_freedom == static_cast<double>(path[i].fit.support()));
        }
    }
}

TEST_CASE("factors of the options multiply, and a free feature stays free") {
    const auto data = few_matter(2, 40);
    const LinearFit pilot = ordinary_least_squares(data);
    CoordinateDescent options;
    options.penalty_factors = Vector<double>::Ones(8);
    options.penalty_factors[7] = 0;
    const auto path = adaptive_trace(data, SquaredError{}, pilot, along(L1{}, {50.0}), 1, options);
    CHECK(support_of(path[0].fit) == std::vector<Index>{7});
}

TEST_CASE("it finds the features that matter more often than the lasso") {
    int adaptive = 0, plain = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto data = few_matter(seed, 300);
        const auto penalties = along(L1{}, log_spaced(strength_max(data, SquaredError{}, L1{}), 1e-3, 60));
        const std::vector<Index> right{0, 1, 4};
        const auto finds = [&](const auto& path) {
            return std::any_of(path.begin(), path.end(),
                               [&](const auto& point) { return support_of(point.fit) == right; });
        };
        adaptive += finds(adaptive_trace(data, SquaredError{}, ordinary_least_squares(data), penalties));
        plain += finds(trace(data, SquaredError{}, penalties));
    }
    CAPTURE(adaptive, plain);
    CHECK(adaptive >= 18);
    CHECK(adaptive > plain);
}

TEST_CASE("bounds are those of all features, where the pilot leaves some out") {
    const auto data = few_matter(3, 60);
    LinearFit pilot = ordinary_least_squares(data);
    pilot.weights(2) = 0;
    Vector<double> upper = Vector<double>::Constant(8, HUGE_VAL);
    upper[4] = 0.5;
    const auto path = adaptive_trace(data, SquaredError{}, pilot, std::vector{L1{0.01}}, 1, {.upper = upper});
    CHECK(path[0].fit.weights(4) == 0.5);
    CHECK(path[0].fit.weights(2) == 0);
    CHECK(path[0].fit.weights.maxCoeff() > 1);
}

TEST_CASE("a pilot without weights, of other features, and a wrong power are refused") {
    const auto data = few_matter(1, 40);
    const auto penalties = along(L1{}, {0.1});
    LinearFit pilot{Matrix<double>::Zero(8, 1), Vector<double>::Zero(1), {}};
    CHECK_THROWS_WITH(adaptive_trace(data, SquaredError{}, pilot, penalties),
                      "adaptive_trace: all weights of the pilot are zero");
    CHECK_THROWS_WITH(adaptive_trace(data, SquaredError{}, pilot, penalties, 0),
                      "adaptive_trace: power must be > 0, got 0");
    pilot.weights = Matrix<double>::Ones(3, 1);
    CHECK_THROWS_WITH(adaptive_trace(data, SquaredError{}, pilot, penalties),
                      "adaptive_trace: the pilot has 3 features, the data 8");
}

}  // namespace tests::selection_adaptive
