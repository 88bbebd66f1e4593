#include <regula/selection/cross_validate.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <limits>

using namespace regula;

namespace tests::selection_cross_validate {

/// Seven samples in three folds of different size; the errors are given for each first sample held out.
const Dataset<double> data{.inputs = Matrix<double>{{0, 1, 2, 3, 4, 5, 6}}, .targets = test::drawn(1, 1, 7)};
const Folds folds{{0, 3, 6}, {1, 4}, {2, 5}};

TEST_CASE("means weigh folds by their size, the best and the simplest that is as good are found") {
    const auto score = [](const Dataset<double>& train, const Dataset<double>& held_out) {
        CHECK(train.size() + held_out.size() == 7);
        const double first = held_out.inputs(0, 0);
        return first == 0   ? std::vector<double>{9, 3.0, 1, 1.5, 0}
               : first == 1 ? std::vector<double>{8, 2.8, 3, 4.0, 0}
                            : std::vector<double>{7, 2.0, 2, 3.0, std::nan("")};
    };
    const auto found = cross_validate(data, folds, 5, score);
    CHECK(std::abs(found.mean[0] - (3 * 9 + 2 * 8 + 2 * 7) / 7.0) < 1e-14);
    const double mean = (3 * 1 + 2 * 3 + 2 * 2) / 7.0;
    CHECK(std::abs(found.mean[2] - mean) < 1e-14);
    const auto square = [&](double e) { return (e - mean) * (e - mean); };
    CHECK(std::abs(found.standard_error[2] -
                   std::sqrt((3 * square(1) + 2 * square(3) + 2 * square(2)) / 7 / 2)) < 1e-14);
    CHECK(found.best == 2);
    CHECK(found.mean[1] > found.mean[2] + found.standard_error[2]);  // so the first two are not as good
    CHECK(found.one_standard_error == 2);
    CHECK(found.errors(1, 1) == 2.8);

    // a candidate within the error comes first
    const auto close = cross_validate(data, folds, 2, [](const auto&, const auto& held_out) {
        return held_out.inputs(0, 0) == 0 ? std::vector<double>{1.6, 1} : std::vector<double>{2.4, 2.5};
    });
    CHECK(close.best == 1);
    CHECK(close.one_standard_error == 0);
}

TEST_CASE("a fold whose samples have no weight counts for nothing and is not fitted") {
    Dataset<double> weighted = data;
    weighted.sample_weights = Vector<double>{{1, 0, 2, 1, 0, 3, 0}};  // none in the fold {1, 4}
    std::vector<double> fitted_for;
    const auto score = [&](const Dataset<double>&, const Dataset<double>& held_out) {
        fitted_for.push_back(held_out.inputs(0, 0));
        return held_out.inputs(0, 0) == 0 ? std::vector<double>{4, 1} : std::vector<double>{2, 3};
    };
    for (const double scale : {1.0, 1e-300, 5e307}) {  // weights are relative
        fitted_for.clear();
        auto scaled = weighted;
        scaled.sample_weights *= scale;
        const auto found = cross_validate(scaled, folds, 2, score);
        CHECK(fitted_for == std::vector<double>{0, 2});
        CHECK(std::abs(found.mean[0] - (2 * 4 + 5 * 2) / 7.0) < 1e-14);
        CHECK(std::abs(found.mean[1] - (2 * 1 + 5 * 3) / 7.0) < 1e-14);
        const double mean = 17 / 7.0;
        CHECK(std::abs(found.standard_error[1] -
                       std::sqrt((2 * (1 - mean) * (1 - mean) + 5 * (3 - mean) * (3 - mean)) / 7)) < 1e-14);
        CHECK(found.best == 1);
        CHECK(found.errors.col(1).array().isNaN().all());
        CHECK(found.errors(1, 2) == 3);
    }
    weighted.sample_weights = Vector<double>{{1, 0, 0, 1, 0, 0, 0}};
    CHECK_THROWS_WITH(cross_validate(weighted, folds, 2, score),
                      "cross_validate: needs at least two folds with a sample weight > 0, got 1");
    CHECK_THROWS_WITH(cross_validate(weighted, Folds{{0}, {3, 7}}, 2, score),
                      "cross_validate: positions must lie in 0 ... 6, got 7 in fold 1");
    CHECK_THROWS_WITH(cross_validate(weighted, Folds{{0}, {}, {3}}, 2, score),
                      "cross_validate: fold 1 holds out no samples");
}

TEST_CASE("repeated folds average the means, and their standard error is that of one division") {
    const auto score = [](const auto& train, const auto& held_out) {
        return std::vector<double>{train.targets.mean() * held_out.inputs.sum(), held_out.targets.mean(), 9};
    };
    const Folds others{{0, 1}, {2, 3, 4}, {5, 6}};
    const auto one = cross_validate(data, folds, 3, score), two = cross_validate(data, others, 3, score);
    const auto both = cross_validate(data, std::vector<Folds>{folds, others}, 3, score, Threads{2});
    CHECK(both.errors.leftCols(3) == one.errors);
    CHECK(both.errors.rightCols(3) == two.errors);
    for (Index c = 0; c < 3; ++c) {
        CHECK(std::abs(both.mean[c] - (one.mean[c] + two.mean[c]) / 2) < 1e-14);
        CHECK(std::abs(both.standard_error[c] -
                       std::hypot(one.standard_error[c], two.standard_error[c]) / std::sqrt(2)) < 1e-14);
    }
    Index least = 0;
    both.mean.minCoeff(&least);
    CHECK(both.best == least);

    // the same division again tells nothing more
    const auto again = cross_validate(data, std::vector<Folds>(4, folds), 3, score);
    CHECK((again.standard_error - one.standard_error).cwiseAbs().maxCoeff() < 1e-14);
    CHECK((again.mean - one.mean).cwiseAbs().maxCoeff() < 1e-14);
    CHECK(again.best == one.best);
    CHECK(again.one_standard_error == one.one_standard_error);
    CHECK_THROWS_WITH(cross_validate(data, std::vector<Folds>{}, 3, score),
                      "cross_validate: needs at least one division into folds, got none");
}

TEST_CASE("the result does not depend on threads, and what a fold throws comes out") {
    const auto score = [](const auto& train, const auto& held_out) {
        return std::vector<double>{train.targets.mean(), held_out.targets.mean()};
    };
    const auto alone = cross_validate(data, folds, 2, score),
               together = cross_validate(data, folds, 2, score, Threads{3});
    CHECK(alone.errors == together.errors);
    CHECK(alone.mean == together.mean);
    const auto fails = [](const auto&, const auto& held_out) -> std::vector<double> {
        if (held_out.inputs(0, 0) == 1) throw std::runtime_error("no fit");
        return {1};
    };
    CHECK_THROWS_WITH(cross_validate(data, folds, 1, fails, Threads{2}), "no fit");
    CHECK_THROWS_WITH(cross_validate(data, folds, 3, score),
                      "cross_validate: expected 3 errors of the score, got 2");
    const auto nan = [](const auto&, const auto&) { return std::vector<double>{std::nan("")}; };
    CHECK_THROWS_WITH(cross_validate(data, folds, 1, nan),
                      "cross_validate: no candidate has finite errors in all folds");
    CHECK_THROWS_WITH(cross_validate(data, Folds{{0}}, 1, nan),
                      "cross_validate: needs at least two folds, got 1");
}

}  // namespace tests::selection_cross_validate
