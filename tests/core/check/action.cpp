#include <regula/core/check/action.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("an action meets whole matrices, blocks of matrices and views") {
    const laws::Action<double> doubles{[](const Block&, auto& m) { m = 2 * m; }};
    laws::Findings findings;
    const laws::Bench<double> bench{3, 2, findings};
    const Matrix<double> m = bench.draw(1);
    CHECK(bench.acted(m, doubles) == 2 * m);
    CHECK(bench.acted_on_weights(m, doubles) == 2 * m);
    for (const laws::Law& law : findings.laws()) {
        INFO(law.sentence);
        CHECK(law.holds == (law.sentence != "biases stay as they are"));  // it doubles them, too
    }
}

TEST_CASE("points of the laws are the same in float and double") {
    laws::Findings findings;
    const laws::Bench<double> exact{3, 4, findings};
    const laws::Bench<float> rounded{3, 4, findings};
    CHECK(exact.draw(5, 0.7).cast<float>() == rounded.draw(5, 0.7));
    CHECK(exact.draw(5) != exact.draw(6));
    const Matrix<double> one_hot = exact.samples(Role::target);
    CHECK((one_hot.colwise().sum().array() == 1).all());
    CHECK(one_hot.col(0) == one_hot.col(1));
    CHECK(exact.with_nan(exact.draw(1)).hasNaN());
}
