#include <regula/sparse/matching_pursuit.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_matching_pursuit {

using test::drawn;

TEST_CASE("the residual falls with each step, tends to 0, and is signal minus code") {
    const Matrix<double> atoms = 2 * drawn(1, 7, 15), signals = drawn(2, 7, 66);
    const Dictionary<double> dictionary{atoms};
    Vector<double> before = signals.colwise().norm();
    for (const Index steps : {1, 2, 3, 5, 50, 2000}) {
        const auto found = encode(dictionary, signals, MatchingPursuit{steps});
        CHECK((found.residuals - (signals - atoms * found.codes)).norm() < 1e-12);
        const Vector<double> now = found.residuals.colwise().norm();
        CHECK((now.array() < before.array()).all());
        before = now;
    }
    CHECK(before.maxCoeff() < 1e-6);
}

TEST_CASE("a step takes the largest product; orthonormal atoms are taken once each") {
    const Dictionary<double> dictionary{test::drawn_orthonormal<double>(Key{3}, 6)};
    const Matrix<double> signal = dictionary.unit_atoms() * Vector<double>{{0.1, -3, 0, 2, 0.5, 1}};
    const auto found = encode(dictionary, signal, MatchingPursuit{3});
    CHECK(std::vector<Index>(found.order_of(0).begin(), found.order_of(0).end()) ==
          std::vector<Index>{1, 3, 5});
    CHECK((Vector<double>{found.codes.col(0)} - Vector<double>{{0, -3, 0, 2, 0, 1}}).norm() < 1e-14);
}

TEST_CASE("it stops at the residual that is asked, and at a zero signal") {
    const Dictionary<double> dictionary{drawn(1, 7, 15)};
    Matrix<double> signals = 5 * drawn(2, 7, 20);
    signals.col(4).setZero();
    const auto found = encode(dictionary, signals, MatchingPursuit{.steps = 1000, .residual = 0.7});
    const Vector<double> norms = found.residuals.colwise().norm();
    CHECK((norms.maxCoeff() <= 0.7 + 1e-12 && norms.maxCoeff() > 0.3));
    CHECK(found.order_of(4).empty());
    CHECK_THROWS_WITH(encode(dictionary, signals, MatchingPursuit{0}),
                      "MatchingPursuit: steps must be >= 1, got 0");
    CHECK_THROWS_WITH(encode(dictionary, signals, MatchingPursuit{1, -1}),
                      "MatchingPursuit: residual must be >= 0, got -1");
}

TEST_CASE("a coefficient that returns to 0 is no atom of the code, and none counts twice") {
    const Dictionary<double> dictionary{
        Matrix<double>{{0, -.5, -.5, 1}, {0, .5, .5, 0}, {0, -.5, .5, 0}, {1, -.5, -.5, 0}}};
    const Matrix<double> signal{{-27}, {-32}, {-5}, {28}};
    double before = signal.norm();
    for (Index steps = 1; steps <= 60; ++steps) {
        const auto found = encode(dictionary, signal, MatchingPursuit{steps});
        CHECK(found.residuals.norm() <= before * (1 + 1e-12));
        before = found.residuals.norm();
        CHECK(found.codes.nonZeros() <= 4);
        CHECK((found.codes.coeffs() != 0).all());
    }
}

TEMPLATE_TEST_CASE("a small residual is reached, in float too", "", float, double) {
    const Dictionary<TestType> dictionary{drawn<TestType>(1, 8, 24)};
    const Matrix<TestType> signals = drawn<TestType>(2, 8, 200);
    const double small = std::is_same_v<TestType, double> ? 1e-11 : 1e-3;
    const auto found = encode(dictionary, signals, MatchingPursuit{.steps = 100000, .residual = small});
    CHECK(static_cast<double>(found.residuals.colwise().norm().maxCoeff()) < 1.1 * small);
}

}  // namespace tests::sparse_matching_pursuit
