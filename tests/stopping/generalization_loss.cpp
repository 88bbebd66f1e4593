#include <regula/stopping/generalization_loss.hpp>

#include "support/catch.hpp"
#include "support/curves.hpp"

using namespace regula;

namespace tests::stopping_generalization_loss {

using test::stopped_at;

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

TEST_CASE("GL is the distance from the smallest error in per cent, and stops when it is more than alpha") {
    const GeneralizationLoss every{.alpha = 25, .strip = 1};
    CHECK(stopped_at(every, {4, 2, 2.5, 2.25, 2.5, 2.75}) == 6);  // 25 % is not more than 25 %
    CHECK(stopped_at(every, {4, 4.9, 2, 1, 1.1, 1.3}) == 6);
    CHECK(stopped_at(every, {4, 3, 2, 1}) == 0);
    CHECK(stopped_at(GeneralizationLoss{.alpha = 0, .strip = 1}, {4, 4, 4, 4.001}) == 4);

    GeneralizationLoss::Progress progress = every.begin({.metrics = {{"validation_loss"}}});
    int epoch = 0;
    for (const double value : {4.0, 5.0, 2.0, 3.5})
        progress.see({.epoch = ++epoch, .metrics = {{"validation_loss", value}}});
    CHECK(progress.loss() == Approx(75).epsilon(1e-14));
}

TEST_CASE("GL is asked at the ends of strips, and the smallest error may lie anywhere") {
    // 9 at epoch 4 is not looked at; 3 at epoch 6 is, and the smallest was 2 at epoch 2.
    CHECK(stopped_at(GeneralizationLoss{.alpha = 40, .strip = 3}, {5, 2, 2.5, 9, 9, 3, 9}) == 6);
    CHECK(stopped_at(GeneralizationLoss{.alpha = 60, .strip = 3}, {5, 2, 2.5, 9, 9, 3, 9}) == 0);
}

TEST_CASE("an error that is not finite is an infinite loss of generalization, and an error of 0 none") {
    for (const double bad : {NaN, inf, -inf}) {
        CHECK(stopped_at(GeneralizationLoss{.alpha = 1e9, .strip = 2}, {3, 2, bad, 2, 2, bad}) == 6);
        CHECK(stopped_at(GeneralizationLoss{.alpha = 5, .strip = 2}, {bad, 2, 2, 2.01}) == 0);
    }
    CHECK(stopped_at(GeneralizationLoss{.alpha = 0, .strip = 1}, {1, 0, 0, 0.1}) == 4);
}

TEST_CASE("settings of GL that make no sense are refused, and a monitor that is not there") {
    CHECK_THROWS_WITH((GeneralizationLoss{.alpha = -1}.check()),
                      "GeneralizationLoss: alpha must be >= 0, got -1");
    CHECK_THROWS_WITH((GeneralizationLoss{.strip = 0}.check()),
                      "GeneralizationLoss: strip must be >= 1, got 0");
    CHECK_THROWS_AS(GeneralizationLoss{}.begin(Record{}), std::invalid_argument);
}

}  // namespace tests::stopping_generalization_loss
