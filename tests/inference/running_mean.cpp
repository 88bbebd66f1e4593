#include <regula/inference/running_mean.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_running_mean {

using test::drawn;

// Seven matrices far from zero, where a sum of squares would lose the variance.
Matrix<double> sample(std::uint64_t i) { return (1e6 + drawn(i, 2, 3).array()).matrix(); }

TEST_CASE("a running mean is the mean, and its variance that of the draws") {
    RunningMean sum;
    Matrix<double> mean = Matrix<double>::Zero(2, 3), squares = mean;
    for (std::uint64_t i = 0; i < 7; ++i) sum.add(sample(i)), mean += drawn(i, 2, 3) / 7;
    for (std::uint64_t i = 0; i < 7; ++i) squares += (drawn(i, 2, 3) - mean).cwiseAbs2();
    CHECK(sum.count() == 7);
    CHECK(((sum.mean().array() - 1e6).matrix() - mean).norm() < 1e-8);
    CHECK((sum.variance() - squares / 6).norm() < 1e-8);
    CHECK((sum.spread() - squares / 7).norm() < 1e-8);
    CHECK((sum.standard_error() - (squares / 42).cwiseSqrt()).norm() < 1e-8);
}

TEST_CASE("the mean of parts is the mean of all") {
    RunningMean all, front, back;
    for (std::uint64_t i = 0; i < 7; ++i) all.add(sample(i)), (i < 2 ? front : back).add(sample(i));
    front.add(back);
    front.add(RunningMean{});
    CHECK(front.count() == 7);
    CHECK((front.mean() - all.mean()).norm() < 1e-8);
    CHECK((front.variance() - all.variance()).norm() < 1e-8);
    RunningMean copy;
    copy.add(all);
    CHECK(copy.mean() == all.mean());
    const RunningMean read = RunningMean::of_flat(all.flat());
    CHECK((read.count() == 7 && read.mean() == all.mean() && read.spread() == all.spread()));
}

TEST_CASE("weights are shares of the whole") {
    RunningMean sum;
    sum.add(Matrix<float>{{9, 9}}, 0);
    sum.add(Matrix<float>{{1, 4}}, 0.75);
    sum.add(Matrix<float>{{5, 0}}, 0.25);
    CHECK((sum.mean() - Matrix<double>{{2, 3}}).norm() < 1e-14);
    CHECK((sum.spread() - Matrix<double>{{3, 3}}).norm() < 1e-14);
}

TEST_CASE("one draw has a mean and no variance, and another shape is refused") {
    RunningMean sum;
    sum.add(drawn(1, 2, 3));
    CHECK(sum.mean() == drawn(1, 2, 3));
    CHECK(sum.variance().array().isNaN().all());
    CHECK_THROWS_WITH(sum.add(drawn(1, 3, 2)),
                      "RunningMean: matrices must be 2 x 3 as the first one, got 3 x 2");
}

}  // namespace tests::inference_running_mean
