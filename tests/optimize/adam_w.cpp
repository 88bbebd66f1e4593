#include <regula/optimize/adam_w.hpp>

#include <regula/optimize/minimize.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::optimize_adam_w {

/// Trains two blocks on a quadratic that couples nothing, with a penalty that takes a proximal step of its
/// own for each weight.
template <class Scalar>
Vector<Scalar> trained(const auto& optimizer, State<Scalar>& state) {
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .name = "w", .rows = 3, .cols = 2});
    theta.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    fill_normal(Key{1}, theta.vector());
    const Vector<Scalar> goal = Vector<Scalar>::LinSpaced(8, -1, 2);
    minimize(
        state, theta,
        [&](const auto& at, auto& g) {
            g.vector() = at.vector() - goal;
            return static_cast<double>(g.vector().squaredNorm()) / 2;
        },
        optimizer, L1{0.1});
    return theta.vector();
}

TEMPLATE_TEST_CASE("AdamW is Adam with a decay, to the bit, and decays by 0.01 unless told otherwise", "",
                   float, double) {
    State<TestType> a, b, c;
    const auto decayed = trained<TestType>(AdamW{.learning_rate = 0.1, .epochs = 20}, a);
    CHECK(decayed == trained<TestType>(Adam{.learning_rate = 0.1, .weight_decay = 0.01, .epochs = 20}, b));
    CHECK(decayed != trained<TestType>(Adam{.learning_rate = 0.1, .epochs = 20}, c));
    State<TestType> d, e;
    CHECK(
        trained<TestType>(AdamW{.learning_rate = 0.1, .beta1 = 0.7, .beta2 = 0.9, .weight_decay = 0.3}, d) ==
        trained<TestType>(Adam{.learning_rate = 0.1, .beta1 = 0.7, .beta2 = 0.9, .weight_decay = 0.3}, e));
}

TEST_CASE("a run of AdamW refuses the state of a run of Adam, and wrong settings by its own name") {
    State<double> state;
    trained<double>(Adam{.epochs = 2}, state);
    CHECK_THROWS_WITH(
        trained<double>(AdamW{.epochs = 4}, state),
        Catch::Matchers::ContainsSubstring("AdamW") && Catch::Matchers::ContainsSubstring("Adam"));
    CHECK_THROWS_WITH(AdamW{.weight_decay = -1}.check(), "AdamW: weight_decay must be >= 0, got -1");
    CHECK_THROWS_WITH(AdamW{.beta1 = 1}.check(), "AdamW: beta1 must be in [0, 1), got 1");
    CHECK_THROWS_WITH(AdamW{.beta2 = 1}.check(), "AdamW: beta2 must be in [0, 1), got 1");
    CHECK_THROWS_WITH(AdamW{.epsilon = 0}.check(), "AdamW: epsilon must be > 0, got 0");
}

}  // namespace tests::optimize_adam_w
