#include <regula/linear/weighted_squares.hpp>

#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/linear/ridge.hpp>

#include "support/catch.hpp"
#include "support/weighted.hpp"

using namespace regula;

namespace tests::linear_weighted_squares {

TEST_CASE("whole weights are repeated samples for ridge and least squares") {
    for (const Index features : {2, 15}) {  // by either Gram matrix
        auto data = test::weighted_regression();
        data.inputs = test::drawn(4, features, 11).array() + 3;
        const auto all = test::repeated(data);
        auto scaled = data;
        scaled.sample_weights *= 0.37;
        for (const bool intercept : {true, false}) {
            CAPTURE(features, intercept);
            const auto same = [](const LinearFit& one, const LinearFit& other) {
                CHECK((one.weights - other.weights).norm() < 1e-12);
                CHECK((one.intercept - other.intercept).norm() < 1e-12);
                CHECK(one.certificate.objective == Approx(other.certificate.objective).margin(1e-14));
                CHECK((one.certificate.converged && other.certificate.converged));
            };
            const LinearFit expected = ridge(all, L2{0.3}, intercept);
            CHECK((expected.weights - ridge(Design{data.inputs}, data.targets, L2{0.3}, intercept).weights)
                      .norm() > 1e-3);
            same(ridge(data, L2{0.3}, intercept), expected);
            same(ridge(scaled, L2{0.3}, intercept), expected);
            const RidgePath path{data, intercept}, path_of_all{all, intercept};
            same(path.fit(L2{0.3}), expected);
            CHECK(path.degrees_of_freedom(L2{0.3}) ==
                  Approx(path_of_all.degrees_of_freedom(L2{0.3})).epsilon(1e-12));
            same(ordinary_least_squares(data, intercept), ordinary_least_squares(all, intercept));
        }
    }
}

TEST_CASE("weighted ridge solves its equations, with weights that are no whole numbers") {
    auto data = test::weighted_regression<float>();
    data.sample_weights = Vector<double>{test::drawn(7, 11).cwiseAbs()};
    const Vector<double> w = data.sample_weights / data.sample_weights.sum();
    Matrix<double> x(4, 11);
    x << data.inputs.cast<double>(), Matrix<double>::Ones(1, 11);
    Matrix<double> h = x * w.asDiagonal() * x.transpose();
    h.diagonal().head(3).array() += 0.2;
    const Matrix<double> expected =
        h.ldlt().solve(x * w.asDiagonal() * data.targets.cast<double>().transpose());
    const LinearFit fit = ridge(data, L2{0.2});
    CHECK((fit.weights - expected.topRows(3)).norm() < 1e-12);
    CHECK((fit.intercept - expected.row(3).transpose()).norm() < 1e-12);
}

TEST_CASE("a feature that is constant where samples count has the weight 0") {
    auto data = test::weighted_regression();
    data.inputs.row(1).setConstant(1e6 / 3);
    data.inputs(1, 4) = 5;  // of weight 0
    const LinearFit fit = ordinary_least_squares(data);
    CHECK(fit.weights.row(1).isZero(0));
    CHECK((fit.weights.row(0) - ordinary_least_squares(test::repeated(data)).weights.row(0)).norm() < 1e-12);
}

TEST_CASE("leaving out one is refused with weights") {
    const RidgePath path{test::weighted_regression()};
    CHECK_THROWS_WITH(path.leave_one_out(L2{1}),
                      Catch::Matchers::ContainsSubstring("leaving out one takes no sample weights"));
    CHECK_THROWS_WITH(path.generalized_cross_validation(L2{1}),
                      Catch::Matchers::ContainsSubstring("leaving out one takes no sample weights"));
}

}  // namespace tests::linear_weighted_squares
