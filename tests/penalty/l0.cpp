#include <regula/penalty/l0.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of L0 is the minimum of its definition") {
    const double a = 0.4;
    const auto phi = [=](long double u) { return u == 0 ? 0.0L : static_cast<long double>(a); };
    const double at = std::sqrt(2 * 0.7 * a);
    test::try_prox(L0{a}, phi, {0, 1e-3, 0.3, 0.999 * at, at, 1.001 * at, 3, 25}, {0, 1e-3, 0.7, 2, 1e3});
    test::try_prox(L0{0}, [](long double) { return 0.0L; }, {0, 0.3, 3}, {0, 0.7});
}

TEMPLATE_TEST_CASE("L0 counts, keeps what is large exactly and has no slope", "", float, double) {
    Matrix<TestType> w(2, 3), kept(2, 3), g = Matrix<TestType>::Constant(2, 3, 5);
    w << 2, -0.5, 0, 1.5, -3, 1;
    kept << 2, 0, 0, 1.5, -3, 0;
    CHECK(L0{0.5}.value(w) == 2.5);
    L0{0.5}.add_gradient(w, g);
    L0{0.5}.prox(w, 1);  // keeps beyond 1
    CHECK(w == kept);
    CHECK((g.array() == 5).all());
    CHECK_THROWS_WITH(L0{-1}.check(), "L0: strength must be >= 0, got -1");
}
