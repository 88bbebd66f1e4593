#include <regula/penalty/confidence_penalty.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the confidence penalty is minus the entropy of each column, a sum over columns", "",
                   float, double) {
    Matrix<TestType> z = test::drawn<TestType>(1, 4, 3), g = 0 * z;
    const Matrix<TestType> p =
        (z.array().exp().matrix() * z.array().exp().colwise().sum().inverse().matrix().asDiagonal());
    const double by_hand = 0.7 * static_cast<double>((p.array() * p.array().log()).sum());
    CHECK(std::abs(ConfidencePenalty{0.7}.value(z) - by_hand) <= 1e-6);
    ConfidencePenalty{0.7}.add_gradient(z, g);
    const auto value = [](const Matrix<double>& at) { return ConfidencePenalty{0.7}.value(at); };
    CHECK((g.template cast<double>() - test::differences(z.template cast<double>(), value)).norm() <= 1e-6);
    CHECK(g.colwise().sum().norm() <= 1e-6);  // a shift of all logits changes nothing
}

TEST_CASE("the confidence penalty is least without a preference, and none where there is no doubt") {
    Matrix<double> z(3, 2), g = Matrix<double>::Zero(3, 2);
    z << 5, 3000, 5, -2000, 5, 0;
    CHECK(std::abs(ConfidencePenalty{2}.value(z.leftCols(1)) + 2 * std::log(3)) <= 1e-14);
    CHECK(std::abs(ConfidencePenalty{2}.value(z.rightCols(1))) <=
          1e-300);  // exp ends at the least normal number
    const auto before = allocations();
    ConfidencePenalty{2}.add_gradient(z, g);
    CHECK(allocations() == before);
    CHECK(g.norm() <= 1e-14);
    z(1, 1) = std::nan("");
    CHECK(std::isnan(ConfidencePenalty{2}.value(z)));
    CHECK_THROWS_WITH(ConfidencePenalty{-1}.check(), "ConfidencePenalty: strength must be >= 0, got -1");
}

TEST_CASE("a class that is ruled out has no confidence and no slope") {
    const Matrix<double> three{{1.0}, {-HUGE_VAL}, {2.0}}, two{{1.0}, {2.0}};
    Matrix<double> g = 0 * Matrix<double>::Ones(3, 1), h = 0 * two;
    CHECK(std::abs(ConfidencePenalty{0.7}.value(three) - ConfidencePenalty{0.7}.value(two)) <= 1e-15);
    ConfidencePenalty{0.7}.add_gradient(three, g);
    ConfidencePenalty{0.7}.add_gradient(two, h);
    CHECK((g - Matrix<double>{{h(0)}, {0.0}, {h(1)}}).norm() <= 1e-15);
    Matrix<double> lost = three;
    lost(0) = std::nan("");
    ConfidencePenalty{0.7}.add_gradient(lost, g);
    CHECK(std::isnan(ConfidencePenalty{0.7}.value(lost)));
    CHECK(g.hasNaN());
}
