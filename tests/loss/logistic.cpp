#include <regula/loss/logistic.hpp>

#include <regula/core/random.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"

using namespace regula;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

static Matrix<double> drawn(std::uint64_t seed, Index rows, Index cols) {
    Matrix<double> m(rows, cols);
    fill_normal(Key{seed}, m);
    return m;
}

TEST_CASE("the gradient of Logistic is that of its value, for labels and for probabilities") {
    const auto y = drawn(1, 1, 5);
    const Labels labels{{0, 1, 1, 0, 1}};
    const Matrix<double> many = drawn(3, 2, 4), soft{{0.1, 0.9, 0.5, 1}, {0, 0.3, 0.7, 0.2}};
    const Logistic loss;
    Matrix<double> g;
    loss.gradient(y, labels, g);
    CHECK((g - test::differences(y, [&](const auto& z) { return loss.value(z, labels); })).norm() < 1e-8);
    loss.gradient(many, soft, g);
    CHECK((g - test::differences(many, [&](const auto& z) { return loss.value(z, soft); })).norm() < 1e-8);
}

TEMPLATE_TEST_CASE("Logistic is -log p of the label, without overflow", "", float, double) {
    const Matrix<TestType> y{{2, -1000, 1000}};
    const Labels labels{{1, 1, 1}};
    CHECK_THAT(Logistic{}.value(y, labels), WithinRel((std::log1p(std::exp(-2.0)) + 1000) / 3, 1e-6));
}
