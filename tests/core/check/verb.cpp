#include <regula/core/check/verb.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check_verb {

const Matrix<double> third = Matrix<double>::Constant(3, 2, 1.0 / 3);

TEMPLATE_TEST_CASE("a verb computes in its own precision", "", float, double) {
    const auto verb = laws::of_matrices<TestType>([](auto& m, const auto& other, const laws::Given& given) {
        static_assert(std::is_same_v<typename std::remove_cvref_t<decltype(m)>::Scalar, TestType>);
        m = TestType(given.step) * m + other;
    });
    const auto expected = static_cast<double>(TestType(1.0 / 3) * 2 + TestType(1.0 / 3));
    CHECK(verb(third, {.step = 2}, third) == Matrix<double>::Constant(3, 2, expected));
    const auto value =
        laws::of_matrices<TestType>([](const auto& m, auto&, const laws::Given&) { return m(0); });
    CHECK(value.measure(third) == static_cast<double>(TestType(1.0 / 3)));
}

TEST_CASE("a verb changes both of its matrices") {
    const auto swaps =
        laws::of_matrices<double>([](auto& m, auto& other, const laws::Given&) { m.swap(other); });
    Matrix<double> m = third, other = Matrix<double>::Zero(2, 5);
    swaps.act(m, other, {});
    CHECK(m == Matrix<double>::Zero(2, 5));
    CHECK(other == third);
}

TEST_CASE("a verb of all acts on blocks and views, one of whole matrices refuses them") {
    const auto ones = [](auto& m, auto&, const laws::Given&) { m.setOnes(); };
    Matrix<double> around = Matrix<double>::Zero(6, 4), expected = around, other;
    expected.block(2, 1, 3, 2).setOnes();
    laws::of_all<double>(ones).act_on_block(around, other, {});
    CHECK(around == expected);
    Vector<double> theta = Vector<double>::Zero(9);
    const Block block{.rows = 3, .cols = 2, .offset = 1};
    laws::of_all<double>(ones).act_on_view(theta, block, other, {});
    CHECK(theta == Vector<double>{{0, 1, 1, 1, 1, 1, 1, 0, 0}});
    CHECK(laws::of_all<double>(ones).acts_on_parts());
    CHECK_FALSE(laws::of_all<float>(ones).acts_on_parts());
    CHECK_THROWS_AS(laws::of_matrices<float>(ones).act_on_block(around, other, {}), std::logic_error);
    CHECK_THROWS_AS(laws::of_matrices<float>(ones).act_on_view(theta, block, other, {}), std::logic_error);
}

}  // namespace tests::core_check_verb
