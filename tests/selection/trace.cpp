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
