#include <regula/penalty/towards.hpp>

#include <regula/core/pipeline.hpp>
#include <regula/penalty/l2.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("Towards is L2 around its point", "", float, double) {
    const Matrix<double> point = (Matrix<double>(2, 3) << 1, 2, 3, -4, 5, 0.5).finished();
    Matrix<TestType> w(2, 3);
    w << 2, 0.25, 3, 1, -1, 8;
    Matrix<TestType> shifted = w - point.cast<TestType>(), g = 0 * w, expected = g;
    const Towards towards{.strength = 0.3, .point = point};
    CHECK(std::abs(towards.value(w) - L2{0.3}.value(shifted)) <= 1e-5);
    towards.add_gradient(w, g);
    L2{0.3}.add_gradient(shifted, expected);
    CHECK((g - expected).norm() <= 1e-5);
    towards.prox(w, 0.7);
    L2{0.3}.prox(shifted, 0.7);
    CHECK((w - shifted - point.cast<TestType>()).norm() <= 1e-5);
}

TEST_CASE("Towards with a large step of its prox is at the point") {
    const Matrix<double> point = Matrix<double>::Constant(3, 2, 0.7);
    Matrix<double> w = Matrix<double>::Ones(3, 2);
    Towards{.strength = 1, .point = point}.prox(w, 1e12);
    CHECK((w - point).norm() <= 1e-10);
}

TEST_CASE("Towards says which shapes do not fit") {
    const Towards towards{.strength = 1, .point = Matrix<double>::Zero(2, 3)};
    Matrix<float> w = Matrix<float>::Zero(3, 2), g = w;
    const char* sentence = "Towards: the point is 2 x 3, the block that it meets is 3 x 2";
    CHECK_THROWS_WITH(towards.value(w), sentence);
    CHECK_THROWS_WITH(towards.add_gradient(w, g), sentence);
    CHECK_THROWS_WITH(towards.prox(w, 1.0), sentence);
    CHECK_THROWS_WITH(towards.prox(w, g), sentence);
    CHECK_THROWS_WITH((Towards{-1, towards.point}.check()), "Towards: strength must be >= 0, got -1");
}

TEST_CASE("Towards allocates nothing in a step, on weights in float too") {
    if (!allocations_are_counted()) return;
    const auto run = pipeline(on(weights[0], Towards{.strength = 0.3, .point = Matrix<double>::Ones(5, 3)}));
    Matrix<float> w = Matrix<float>::Zero(5, 3), g = w;
    const Block block{.name = "0.weight"};
    std::array<double, 1> values{};
    const auto before = allocations();
    run.add_gradient(Slot<Role::weight>{block}, w, g, StepTime{});
    run.add_values(Slot<Role::weight>{block}, w, StepTime{}, values);
    CHECK(allocations() == before);
    CHECK(g.sum() != 0);
}
