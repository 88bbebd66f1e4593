#include <regula/data/tasks.hpp>

#include <regula/augment/mixup.hpp>
#include <regula/data/concatenate.hpp>
#include <regula/data/split.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <limits>

using namespace regula;

namespace tests::data_tasks {

using Catch::Matchers::Contains;
using test::drawn;

const double nan = std::numeric_limits<double>::quiet_NaN();

TEMPLATE_TEST_CASE("task_targets makes targets of labels, and NaN where there is none", "", float, double) {
    const Labels labels{{2, missing_label, 0}};
    const Matrix<TestType> t = task_targets<TestType>(labels, 3);
    REQUIRE((t.rows() == 3 && t.cols() == 3));
    CHECK(t.col(0) == Vector<TestType>{{0, 0, 1}});
    CHECK(t.col(1).array().isNaN().all());
    CHECK(t.col(2) == Vector<TestType>{{1, 0, 0}});

    const Matrix<TestType> one = task_targets<TestType>(Labels{{1, 0, missing_label}}, 1);
    CHECK(one(0, 0) == 1);
    CHECK(one(0, 1) == 0);
    CHECK(std::isnan(one(0, 2)));
}

TEST_CASE("task_targets refuses labels without an output, and negative ones that are not missing") {
    CHECK_THROWS_WITH(task_targets<double>(Labels{{0, 3}}, 3), Contains("0 ... 2, got 3"));
    CHECK_THROWS_WITH(task_targets<double>(Labels{{0, -2}}, 3), Contains("-1 if it is missing, got -2"));
}

TEST_CASE("task_targets refuses a task without outputs") {
    CHECK_THROWS_WITH(task_targets<double>(Labels{{0, 1}}, 0), "task_targets: width must be >= 1, got 0");
    CHECK_THROWS_WITH(task_targets<double>(Labels{{0, 1}}, -1), "task_targets: width must be >= 1, got -1");
}

TEST_CASE("a target is missing as a whole") {
    CHECK(is_missing(Vector<double>{{nan, nan}}));
    CHECK_FALSE(is_missing(Vector<double>{{1, 2}}));
    CHECK_THROWS_WITH(is_missing(Vector<double>{{1, nan, 3}}), Contains("got 1 NaN of 3 numbers"));
}

/// 7 samples with a class for some and a value for others.
Dataset<double> seven() {
    Matrix<double> values = drawn(2, 2, 7);
    values.col(4).setConstant(nan);
    return task_data(
        drawn(1, 3, 7),
        {task_targets<double>(Labels{{0, 2, missing_label, 1, missing_label, 2, 0}}, 3), values});
}

TEST_CASE("task_data stacks the targets of tasks, and such data are valid with missing ones") {
    const auto data = seven();
    CHECK(data.targets.rows() == 5);
    CHECK(data.outputs() == 5);
    CHECK(data.targets(2, 1) == 1);
    CHECK(data.targets.block(0, 2, 3, 1).array().isNaN().all());
    CHECK_FALSE(std::isnan(data.targets(3, 2)));
    CHECK(data.targets.col(4).array().isNaN().all());
    CHECK_NOTHROW(data.check());
}

TEST_CASE("only data that say so may lack targets, and none may be infinite") {
    auto data = seven();
    data.targets(3, 0) = -std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(data.check(), Contains("finite or NaN, a missing one, got -inf at row 3 of sample 0"));
    data = seven();
    data.missing_targets = false;
    CHECK_THROWS_WITH(data.check(), Contains("every target must be finite, got nan at row 0 of sample 2"));
    data = seven();
    data.inputs(1, 2) = nan;
    CHECK_THROWS_WITH(data.check(), Contains("every input must be finite, got nan at row 1 of sample 2"));
}

TEST_CASE("task_data refuses tasks of other sizes, parts of targets, and none") {
    const auto inputs = drawn(1, 3, 4);
    CHECK_THROWS_WITH(task_data<double>(inputs, {}), Contains("at least one task"));
    CHECK_THROWS_WITH(task_data<double>(inputs, {drawn(2, 1, 4), drawn(3, 2, 5)}),
                      Contains("task 1 must have a column of targets for each of 4 samples, got 2 x 5"));
    Matrix<double> part = drawn(2, 2, 4);
    part(1, 3) = nan;
    CHECK_THROWS_WITH(task_data<double>(inputs, {part}), Contains("as a whole"));
}

TEST_CASE("splits, concatenation and minibatches keep missing targets with their samples") {
    const auto data = seven();
    const auto split = random_split(data, 3, Key{4});
    CHECK_NOTHROW(split.train.check());
    CHECK_NOTHROW(split.held_out.check());
    const auto again = concatenate(split.train, split.held_out);
    CHECK_NOTHROW(again.check());
    Batches<double> batches{again, 3, Key{5}};
    Index seen = 0;
    for (Index i = 0; i < batches.count(); ++i) {
        const auto& batch = batches.load(i);
        for (Index j = 0; j < batch.size(); ++j, ++seen)
            for (Index k = 0; k < 7; ++k)
                if (batch.inputs.col(j) == data.inputs.col(k)) {
                    CHECK(is_missing(batch.targets.col(j).head(3)) == (k == 2 || k == 4));
                    CHECK(is_missing(batch.targets.col(j).tail(2)) == (k == 4));
                }
    }
    CHECK(seen == 7);
}

TEST_CASE("a target that is mixed with a missing one is missing") {
    auto data = seven();
    const Matrix<double> before = data.targets;
    Mixup{1}.mix(data.inputs, data.targets, Key{6});
    Index missing = 0;
    for (Index j = 0; j < 7; ++j) {
        if (is_missing(before.col(j).head(3))) CHECK(is_missing(data.targets.col(j).head(3)));
        missing += is_missing(data.targets.col(j).head(3));
    }
    CHECK(missing > 2);
}

}  // namespace tests::data_tasks
