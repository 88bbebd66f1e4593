#include <regula/update/learning_rate.hpp>

#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::update_learning_rate {

const auto on_first = [](double factor) { return on(weights[0], LearningRate{factor}); };

/// The parameters after training on half the square of each, with policies.
Parameters<double> after(const auto& optimizer, const auto&... policies) {
    auto theta = test::two_blocks();
    minimize(theta, test::half_square, optimizer, policies...);
    return theta;
}

TEST_CASE("a factor of a block is the rate of a run in which the block is alone") {
    const auto same = [](auto optimizer, const auto&... policies) {
        const auto got = after(optimizer, on_first(0.3), policies...), rest = after(optimizer, policies...);
        optimizer.learning_rate *= 0.3;
        const auto slow = after(optimizer, policies...);
        CHECK((got[0] - slow[0]).norm() <= 1e-14);
        CHECK(got[1] == rest[1]);
        CHECK((got[0] - rest[0]).norm() > 0.01);
    };
    same(Sgd{.learning_rate = 0.1, .epochs = 2});
    same(Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 5});
    same(Adam{.learning_rate = 0.1, .epochs = 5});
    same(Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 5}, L1{0.3});
    same(Adam{.learning_rate = 0.1, .epochs = 5}, L1{0.3});
    same(Sgd{.learning_rate = 0.1, .epochs = 5}, decoupled(L2{0.3}));
}

TEST_CASE("factors of one block multiply, and 1 changes no bit") {
    const Sgd sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 5};
    CHECK((after(sgd, on_first(0.5), on(weights, LearningRate{0.6}))[0] - after(sgd, on_first(0.3))[0])
              .norm() <= 1e-14);
    CHECK(after(sgd, on(parameters, LearningRate{1})).vector() == after(sgd).vector());
}

TEST_CASE("a wrong factor is refused, by the run and by the verb") {
    CHECK_THROWS_WITH(after(Sgd{}, on_first(-0.1)), "LearningRate: factor must be >= 0 and finite, got -0.1");
    CHECK_THROWS_WITH(LearningRate{std::nan("")}.rate_factor(),
                      "LearningRate: factor must be >= 0 and finite, got nan");
    CHECK_THROWS_WITH(after(Sgd{}, on(weights[7], LearningRate{1})),
                      Catch::Matchers::ContainsSubstring("LearningRate: weights[7] selects no block"));
}

}  // namespace tests::update_learning_rate
