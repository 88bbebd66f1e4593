#include <regula/selection/information_criteria.hpp>

#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <cmath>

using namespace regula;

namespace tests::selection_information_criteria {

using test::drawn;

/// Twelve features, of which three matter.
Dataset<double> few_matter(std::uint64_t seed, Index samples) {
    Dataset<double> data{.inputs = drawn(seed, 12, samples)};
    data.targets = 2 * data.inputs.row(1) - data.inputs.row(4) + 1.5 * data.inputs.row(9);
    add_normal(Key{seed + 1000}, data.targets, 1.0);
    return data;
}

TEST_CASE("the criteria are those of their formulas") {
    const auto data = few_matter(3, 40);
    const auto path = trace(data, SquaredError{},
                            along(L1{}, log_spaced(strength_max(data, SquaredError{}, L1{}), 1e-3, 9)));
    const auto found = information_criteria(data, SquaredError{}, path, 0.25);
    for (const std::size_t i : {std::size_t{0}, std::size_t{4}, std::size_t{8}}) {
        const auto& fit = path[i].fit;
        const double rss = (data.targets - fit.predict(data.inputs)).squaredNorm();
        const auto s = static_cast<double>(fit.support());
        double choices = 1;  // 12 over s
        for (int k = 0; k < static_cast<int>(s); ++k) choices *= (12.0 - k) / (k + 1);
        const double fitted = 40 * std::log(rss / 40), d = s + 1;
        const auto at = static_cast<Index>(i);
        CHECK(found.aic[at] == Approx(fitted + 2 * d).epsilon(1e-12));
        CHECK(found.bic[at] == Approx(fitted + std::log(40.0) * d).epsilon(1e-12));
        CHECK(found.ebic[at] == Approx(fitted + std::log(40.0) * d + 0.5 * std::log(choices)).epsilon(1e-12));
        CHECK(mallows_cp(data, path, 1.3)[at] == Approx(rss / 1.3 - 40 + 2 * d).epsilon(1e-12));
    }
    Index least;
    found.bic.minCoeff(&least);
    CHECK(found.best_bic == least);
    found.aic.minCoeff(&least);
    CHECK(found.best_aic == least);
}

TEST_CASE("of labels the misfit is the deviance") {
    auto data = few_matter(5, 60);
    data.labels = (data.targets.array() > 0).row(0).cast<int>().transpose();
    data.targets.resize(0, 0);
    const auto path = trace(data, Logistic{}, along(L1{}, {0.05, 0.02}));
    const auto found = information_criteria(data, Logistic{}, path);
    CHECK(found.aic[1] == Approx(deviance(data, Logistic{}, path[1].fit) +
                                 2 * (1 + static_cast<double>(path[1].fit.support()))));
}

TEST_CASE("BIC finds the features that matter more often than AIC, and Cp agrees with AIC on the error") {
    int by_bic = 0, by_aic = 0;
    double cp_gap = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto data = few_matter(seed, 200);
        const auto path = trace(data, SquaredError{},
                                along(L1{}, log_spaced(strength_max(data, SquaredError{}, L1{}), 1e-3, 60)));
        const auto found = information_criteria(data, SquaredError{}, path);
        const auto right = [&](Index i) { return path[static_cast<std::size_t>(i)].fit.support() == 3; };
        by_bic += right(found.best_bic);
        by_aic += right(found.best_aic);
        Index best;
        mallows_cp(data, path, 1.0).minCoeff(&best);
        cp_gap += std::abs(path[static_cast<std::size_t>(best)].degrees_of_freedom -
                           path[static_cast<std::size_t>(found.best_aic)].degrees_of_freedom);
    }
    CAPTURE(by_bic, by_aic, cp_gap);
    CHECK(by_bic > by_aic);
    CHECK(by_bic >= 8);
    CHECK(cp_gap / 20 < 1);
}

TEST_CASE("a path without degrees of freedom, without points, and wrong coefficients are refused") {
    auto data = few_matter(1, 30);
    auto path = trace(data, SquaredError{}, along(L1{}, {0.1}));
    path[0].degrees_of_freedom = std::nan("");
    CHECK_THROWS_WITH(information_criteria(data, SquaredError{}, path),
                      "information_criteria: the degrees of freedom of all points are unknown");
    CHECK_THROWS_WITH(information_criteria(data, SquaredError{}, path, 1.5),
                      "information_criteria: gamma must be in [0, 1], got 1.5");
    CHECK_THROWS_WITH(mallows_cp(data, path, 0), "mallows_cp: the variance must be > 0, got 0");
    path.clear();
    CHECK_THROWS_WITH(information_criteria(data, SquaredError{}, path),
                      "information_criteria: needs a path, got no points");
}

}  // namespace tests::selection_information_criteria
