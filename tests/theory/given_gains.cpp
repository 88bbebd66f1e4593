#include <regula/theory/given_gains.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("given gains multiply what is there, one column for all samples or one each", "", float,
                   double) {
    const Matrix<TestType> before{{1, 2, 3, 4}, {5, 6, 7, 8}};
    Matrix<TestType> gain = before;
    theory::GivenGains{Matrix<double>{{2}, {0}}}.gate(gain, Key{1});
    CHECK(gain == Matrix<TestType>{{2, 4, 6, 8}, {0, 0, 0, 0}});
    gain = before;
    theory::GivenGains{Matrix<double>{{2, 0}, {0, 3}}}.gate(gain, Key{1});
    CHECK(gain == Matrix<TestType>{{2, 0, 6, 0}, {0, 18, 0, 24}});
}

TEST_CASE("kept units have the gain of dropout, and a gain of mean one") {
    const double p = 0.3;
    const Matrix<double> kept = theory::GivenGains::kept(Matrix<double>{{1}, {0}}, p).gains;
    CHECK(kept(1) == 0);
    CHECK(std::abs((1 - p) * kept(0) + p * kept(1) - 1) < 1e-15);
}
