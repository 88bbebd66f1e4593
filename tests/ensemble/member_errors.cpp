#include <regula/ensemble/member_errors.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::ensemble_member_errors {

using test::constant;

TEST_CASE("errors are in the terms in which the mean is taken, sample below sample") {
    const Ensemble<test::Constant> two{{{constant(1, 7)}, {constant(2, 0)}}};
    const Dataset<double> numbers{.inputs = Matrix<double>::Zero(1, 2),
                                  .targets = Matrix<double>{{1, 2}, {3, 5}}};
    CHECK(member_errors(two, numbers, Average{}) == Matrix<double>{{0, 1}, {4, -3}, {-1, 0}, {2, -5}});
    const Dataset<double> classes{
        .inputs = Matrix<double>::Zero(1, 2), .targets = {}, .labels = Labels{{0, 1}}};
    CHECK(member_errors(two, classes, MajorityVote{}) == Matrix<double>{{-1, 0}, {1, 0}, {0, 1}, {0, -1}});
    const double p = 1 / (1 + std::exp(6));
    const auto errors = member_errors(two, classes, AverageProbability{});
    CHECK((errors.col(0) - Vector<double>{{p - 1, 1 - p, p, -p}}).norm() < 1e-15);
}

TEST_CASE("the mean square of the ensemble's error is a quadratic form of the moments") {
    Ensemble<test::Constant> three{{{constant(1, 7)}, {constant(2, 0)}, {constant(0.3, -2)}}};
    three.weights = Vector<double>{{0.2, 0.5, 0.3}};
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 5), .targets = test::drawn(3, 2, 5)};
    const Matrix<double> e = member_errors(three, data, Average{});
    CHECK(((e * three.weights).reshaped(2, 5) - (three.predict(data.inputs) - data.targets)).norm() < 1e-14);
    Ensemble<test::Constant> none;
    CHECK_THROWS_WITH(member_errors(none, data, Average{}),
                      "member_errors: needs at least one member, got none");
    const Dataset<double> narrow{.inputs = data.inputs, .targets = test::drawn(3, 1, 5)};
    CHECK_THROWS_WITH(member_errors(three, narrow, Average{}),
                      "member_errors: member 0 has outputs 2 x 5, the targets are 1 x 5");
}

}  // namespace tests::ensemble_member_errors
