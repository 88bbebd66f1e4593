#include <regula/selection/trace.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("a path begins with nothing, ends with nearly all, and every point has its proof") {
    Dataset<double> data{.inputs = test::drawn(1, 8, 40), .targets = test::drawn(2, 1, 40)};
    data.targets += 2 * data.inputs.row(3) - data.inputs.row(5);
    const ElasticNet net{.strength = 0, .l1_ratio = 0.8};
    const auto strengths = log_spaced(strength_max(data, SquaredError{}, net), 1e-4, 12);
    const auto path = trace(data, SquaredError{}, along(net, strengths));
    REQUIRE(path.size() == 12);
    CHECK(path[0].fit.support() == 0);
    CHECK(path[0].degrees_of_freedom == 0);
    CHECK(path[11].fit.support() == 8);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto& point = path[i];
        CAPTURE(i);
        CHECK(point.penalty.strength == strengths[i]);
        CHECK((point.fit.certificate.converged && point.fit.certificate.gap <= 1e-10));
        CHECK(point.degrees_of_freedom <= static_cast<double>(point.fit.support()));
        if (i > 0) CHECK(point.fit.certificate.objective <= path[i - 1].fit.certificate.objective);
    }

    const auto ridge_path = trace(data, SquaredError{}, along(L2{}, strengths));
    for (const std::size_t i : {std::size_t{0}, std::size_t{6}}) {
        CHECK((ridge_path[i].fit.weights - ridge(data, L2{strengths[i]}).weights).norm() < 1e-12);
        CHECK(std::abs(ridge_path[i].degrees_of_freedom -
                       degrees_of_freedom(data.inputs, L2{strengths[i]}, ridge_path[i].fit.weights)) < 1e-12);
    }
    CHECK_THROWS_WITH(
        trace(data, SquaredError{}, along(L2{}, strengths), {.penalty_factors = Vector<double>::Ones(8)}),
        "trace: ridge has one strength for all features, got 8 penalty factors");
}

TEST_CASE(
    "a path within bounds counts the weights between them, and ridge names the penalty that takes them") {
    Dataset<double> data{.inputs = test::drawn(1, 8, 40), .targets = test::drawn(2, 1, 40)};
    data.targets += 2 * data.inputs.row(3) - data.inputs.row(5) + 0.7 * data.inputs.row(0);
    const auto strengths = log_spaced(1, 1e-3, 12);
    const CoordinateDescent options{.lower = Vector<double>::Zero(1),
                                    .upper = Vector<double>::Constant(1, 0.8)};
    const auto path = trace(data, SquaredError{}, along(L1{}, strengths), options);
    const auto known = coordinate_descent_path(data, SquaredError{}, along(L1{}, strengths), options);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto w = path[i].fit.weights.array();
        CHECK(path[i].fit.weights == known[i].weights);
        CHECK((w.minCoeff() >= 0 && w.maxCoeff() <= 0.8));
        CHECK(path[i].degrees_of_freedom == static_cast<double>((w > 0 && w < 0.8).count()));
    }
    CHECK(path[11].fit.weights(3) == 0.8);
    CHECK(path[11].degrees_of_freedom > 0);

    // the degrees of freedom are the sum of d prediction / d target, by differences
    const ElasticNet net{.strength = 0.2, .l1_ratio = 0.4};
    double sum = 0;
    for (Index j = 0; j < 40; ++j) {
        Dataset<double> moved = data;
        moved.targets(0, j) += 1e-4;
        const auto up = coordinate_descent(moved, SquaredError{}, net, options);
        moved.targets(0, j) -= 2e-4;
        const auto down = coordinate_descent(moved, SquaredError{}, net, options);
        sum += (up.predict(data.inputs) - down.predict(data.inputs))(0, j) / 2e-4;
    }
    const auto point = trace(data, SquaredError{}, std::vector{net}, options)[0];
    CHECK(point.fit.weights.maxCoeff() == 0.8);
    CHECK(std::abs(point.degrees_of_freedom + 1 - sum) < 1e-6);

    CHECK_THROWS_WITH(trace(data, SquaredError{}, along(L2{}, strengths), options),
                      "trace: ridge has no bounds; ElasticNet with l1_ratio 0 is the same penalty and takes "
                      "them");
    const auto shrunk = trace(data, SquaredError{}, std::vector{ElasticNet{0.3, 0}}, options);
    const auto same = coordinate_descent(data, SquaredError{}, L2{0.3}, options);
    CHECK((shrunk[0].fit.weights - same.weights).norm() < 1e-10);
}
