#include <regula/sparse/hard_threshold.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/signed_codes.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_signed_codes {

TEMPLATE_TEST_CASE("the halves are >= 0, differ by the codes, and are never both positive", "", float,
                   double) {
    const Dictionary<TestType> dictionary{test::drawn<TestType>(1, 6, 9)};
    const Matrix<TestType> x = test::drawn<TestType>(2, 6, 17);
    const SignedCodes encoder{Omp{.atoms = 3}};
    const Matrix<TestType> found = encoder.features(dictionary, x);
    REQUIRE((found.rows() == encoder.outputs(dictionary) && found.rows() == 18));
    CHECK(found.minCoeff() >= 0);
    CHECK(found.topRows(9).cwiseMin(found.bottomRows(9)).isZero(0));
    const Matrix<TestType> codes{encode(dictionary, x, Omp{.atoms = 3}).codes};
    CHECK(Matrix<TestType>{found.topRows(9) - found.bottomRows(9)} == codes);
    CHECK((codes.array() < 0).any());
}

TEST_CASE("signed codes refuse what the coder refuses") {
    const Dictionary<double> dictionary{test::drawn(1, 6, 9)};
    CHECK_THROWS_WITH(SignedCodes{HardThreshold{0}}.check(dictionary),
                      "HardThreshold: atoms must be from 1 to 9, got 0");
}

}  // namespace tests::sparse_signed_codes
