#include <regula/core/sum.hpp>

#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;

namespace tests::core_sum {

struct Quartic {  // no prox, says nothing about kinks
    double strength;
    auto value(const auto& w) const { return strength * w.array().square().square().sum(); }
    void add_gradient(const auto& w, auto& g) const { g.array() += 4 * strength * w.array().cube(); }
};

TEMPLATE_TEST_CASE("a sum charges both and adds both gradients to what was there", "", float, double) {
    const auto sum = L1{0.3} + L2{0.5} + Quartic{0.1};
    Matrix<TestType> w(2, 3), g = Matrix<TestType>::Constant(2, 3, TestType{2});
    w << TestType(1.5), TestType(-0.5), TestType(0.25), TestType(-2), TestType(0.75), TestType(1);
    const double expected = static_cast<double>(L1{0.3}.value(w)) + static_cast<double>(L2{0.5}.value(w)) +
                            static_cast<double>(Quartic{0.1}.value(w));
    CHECK(static_cast<double>(sum.value(w)) == Approx(expected).epsilon(1e-6));
    sum.add_gradient(w, g);
    const Matrix<double> slope =
        test::differences(w.template cast<double>(), [&](const auto& at) { return sum.value(at); });
    CHECK((g.template cast<double>() - slope).isConstant(2, 1e-5));
}

TEST_CASE("a sum validates both its parts") {
    CHECK_NOTHROW(validate(L1{0} + L2{0}));
    CHECK_THROWS_WITH(validate(L1{0.1} + L2{-2.0}), "L2: strength must be >= 0, got -2");
    CHECK_THROWS_WITH(validate((L1{-0.1} + L2{2.0}) + Quartic{1}), "L1: strength must be >= 0, got -0.1");
    CHECK_THROWS_AS(validate(L1{std::nan("")}), std::invalid_argument);
    CHECK_NOTHROW(validate(Quartic{-1}));  // it has no check()
}

TEST_CASE("a sum with a smooth penalty has no prox of its own: its parts enter one by one") {
    static_assert(Penalty<Sum<L1, L2>> && !ProximalPenalty<Sum<L1, L2>>);
    static_assert(is_sum<Sum<L1, L2>> && !is_sum<L1>);
    SUCCEED();
}

}  // namespace tests::core_sum
