#include <regula/core/parameters.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_parameters {

template <class Scalar>
static Parameters<Scalar> two_blocks() {
    Parameters<Scalar> theta;
    theta.add({.role = Role::weight, .name = "slope", .rows = 3, .cols = 2});
    theta.add({.role = Role::bias, .name = "offset", .rows = 2, .cols = 1});
    return theta;
}

TEMPLATE_TEST_CASE("blocks are views of one vector, column by column, in the order they were added", "",
                   float, double) {
    auto theta = two_blocks<TestType>();
    CHECK(theta.size() == 8);
    CHECK(theta.vector().isZero(0));
    for (Index i = 0; i < 8; ++i) theta.vector()[i] = static_cast<TestType>(i);
    CHECK(theta["slope"](2, 1) == 5);
    CHECK(theta[0](0, 1) == 3);
    CHECK(theta[theta.blocks()[1]](1, 0) == 7);
    theta["offset"](0, 0) = -1;
    CHECK(theta.vector()[6] == -1);
    const auto& fixed = theta;
    CHECK(fixed["offset"](0, 0) == -1);
    CHECK(fixed[1].data() == theta.vector().data() + 6);
    CHECK(theta.blocks()[1].offset == 6);
    CHECK(theta.text() == "slope 3 x 2, offset 2 x 1");
}

TEST_CASE("a block larger than any memory is refused before its size is computed") {
    constexpr Index most = std::numeric_limits<Index>::max();
    Parameters<double> theta{{{.name = "w", .rows = 3, .cols = 2}}};
    for (const auto& [rows, cols] : {std::pair{most, Index{1}},
                                     {Index{1}, most},
                                     {Index{1} << 32, Index{1} << 32},
                                     {most, most},
                                     {most / 16, Index{1}}})
        CHECK_THROWS_WITH(theta.add({.name = "huge", .rows = rows, .cols = cols}),
                          Catch::Matchers::EndsWith("is larger than any memory"));
    CHECK(theta.size() == 6);
    CHECK(theta.blocks().size() == 1);
}

TEST_CASE("a block that is added later leaves the others' values alone") {
    auto theta = two_blocks<double>();
    theta.vector().setConstant(4);
    CHECK(theta.add({.name = "more", .rows = 1, .cols = 5}) == 2);
    CHECK(theta.vector().head(8).isConstant(4, 0));
    CHECK(theta["more"].isZero(0));
}

TEST_CASE("a copy is independent, and the same blocks can be made anew") {
    auto theta = two_blocks<double>();
    auto copy = theta;
    copy["slope"].setOnes();
    CHECK(theta.vector().isZero(0));
    const Parameters<double> zeros{copy.blocks()};
    CHECK(zeros.size() == 8);
    CHECK(zeros.vector().isZero(0));
}

TEST_CASE("what parameters refuse, word by word") {
    auto theta = two_blocks<double>();
    CHECK_THROWS_WITH(theta.add({.name = "slope", .rows = 1, .cols = 1}),
                      "Parameters: there is a block 'slope' already");
    CHECK_THROWS_WITH(theta.add({.name = "empty", .rows = 0, .cols = 4}),
                      "Parameters: block 'empty' must have at least one row and column, got 0 x 4");
    CHECK_THROWS_WITH(theta.add({.name = "empty", .rows = 2, .cols = -1}),
                      "Parameters: block 'empty' must have at least one row and column, got 2 x -1");
    CHECK_THROWS_WITH(
        theta.add({.role = Role::input, .name = "x", .rows = 1, .cols = 1}),
        "Parameters: a block holds weights, biases, noise scales or statistics; 'x' is none of them");
    CHECK_THROWS_WITH(theta["slop"], "Parameters: no block 'slop'; there are: slope 3 x 2, offset 2 x 1");
    CHECK_THROWS_AS(theta["slop"], std::invalid_argument);
    CHECK_THROWS_AS(theta[2], std::out_of_range);
    CHECK(theta.size() == 8);
}

TEST_CASE("slots carry the role in their type") {
    auto theta = two_blocks<double>();
    const auto blocks = with_data_blocks(theta.blocks());
    theta.add({.role = Role::noise_scale, .name = "noise", .rows = 1, .cols = 1});
    std::string seen;
    for_each_slot(theta.blocks(), [&]<Role role>(Slot<role> slot) {
        seen += slot.block.name + (role == Role::weight ? " weight, "
                                   : role == Role::bias ? " bias, "
                                                        : " rate, ");
    });
    CHECK(seen == "slope weight, offset bias, noise rate, ");
    REQUIRE(blocks.size() == 4);
    CHECK(blocks[2].role == Role::input);
    CHECK(blocks[3].role == Role::target);
}

}  // namespace tests::core_parameters
