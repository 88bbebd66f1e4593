#include <regula/data/targets.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::data_targets {

struct OfLabels {
    static constexpr bool takes_labels = true;
    double value(const auto& y, const auto& t) const {
        require_targets(y, t, "OfLabels");
        return 0.3;
    }
};
struct OfTargets {
    static constexpr bool takes_labels = false;
};

TEMPLATE_TEST_CASE("labels become unit columns, or 0 and 1 of a single output", "", float, double) {
    Matrix<TestType> t;
    fill_targets(Labels{{1, 0, 2}}, 3, t);
    CHECK(t == Matrix<TestType>{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}});
    fill_targets(Labels{{1, 0, 1}}, 1, t);
    CHECK(t == Matrix<TestType>{{1, 0, 1}});
    CHECK_THROWS_WITH(fill_targets(Labels{{0, 2}}, 1, t), "one output: labels must lie in 0 ... 1, got 2");
    CHECK_THROWS_WITH(fill_targets(Labels{{0, 3}}, 3, t), "one_hot: labels must lie in 0 ... 2, got 3");
}

TEST_CASE("a loss is asked with labels if it takes them and there are no targets, else with targets") {
    const auto asked = [](auto loss, Batch<double> batch, bool changed) {
        prepare_targets<decltype(loss)>(batch, 2, changed);
        return with_targets<decltype(loss)>(batch, []<class T>(const T&) { return std::same_as<T, Labels>; });
    };
    const Batch<double> labelled{.inputs = {}, .targets = {}, .labels = Labels{{0, 1, 1}}};
    const Batch<double> targeted{.inputs = {}, .targets = Matrix<double>::Ones(2, 3), .labels = {}};
    CHECK(asked(OfLabels{}, labelled, false));
    CHECK_FALSE(asked(OfLabels{}, labelled, true));
    CHECK_FALSE(asked(OfLabels{}, targeted, false));
    CHECK_FALSE(asked(OfTargets{}, labelled, false));
    CHECK_FALSE(asked(OfTargets{}, targeted, false));
    CHECK_THROWS_WITH(with_targets<OfTargets>(labelled, [](const auto& t) { return t.size(); }),
                      Catch::Matchers::StartsWith("this loss takes no labels: a batch needs targets"));
}

TEST_CASE("a loss refuses labels before a run") {
    const Dataset<double> data{.inputs = Matrix<double>::Ones(1, 3), .labels = Labels{{0, 2, 1}}};
    CHECK_NOTHROW(require_labels_judged(OfLabels{}, data, 3));
    CHECK_THROWS_WITH(require_labels_judged(OfLabels{}, data, 2),
                      "OfLabels: labels must lie in 0 ... 1, got 2");
    CHECK_NOTHROW(require_labels_judged(OfTargets{}, data, 2));
}

}  // namespace tests::data_targets
