#include <regula/layer/slice.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a slice sees the blocks of a layer where they are", "", float, double) {
    Parameters<TestType> theta;
    theta.add({.role = Role::weight, .name = "other", .rows = 4, .cols = 1});
    theta.add({.role = Role::weight, .name = "weight", .rows = 2, .cols = 3});
    theta.add({.role = Role::bias, .name = "bias", .rows = 3, .cols = 1});
    const Slice<TestType> slice{std::span{theta.blocks()}.subspan(1), theta.vector().data()};
    slice[0](1, 2) = 5;
    slice[1](0) = 7;
    CHECK(theta["weight"](1, 2) == 5);
    CHECK(theta["bias"](0) == 7);
    CHECK(theta["other"].isZero(0));
    CHECK_FALSE(slice.empty());
    CHECK(Slice<TestType>{}.empty());
}
