#include <regula/tangent/stored_tangents.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_stored_tangents {

static_assert(TangentVectors<StoredTangents<double>> && TangentVectors<StoredTangents<float>>);
static_assert(!TangentVectorsOf<StoredTangents<float>, double>);

TEMPLATE_TEST_CASE("each sample of a minibatch gets its own tangents, in any order, also if it occurs twice",
                   "", float, double) {
    using M = Matrix<TestType>;
    M samples = test::drawn(1, 4, 50).cast<TestType>();
    samples.col(49) = samples.col(3);
    M vectors = test::drawn(2, 4, 150).cast<TestType>();
    vectors.middleCols(147, 3) = vectors.middleCols(9, 3);
    const StoredTangents stored{samples, vectors};
    static_assert(std::same_as<decltype(stored), const StoredTangents<TestType>>);
    CHECK(stored.count() == 3);
    M x(4, 3), v;
    x << samples.col(49), samples.col(0), samples.col(17);
    for (Index k = 0; k < 3; ++k) {
        stored.directions(x, k, v);
        CHECK(v.col(0) == vectors.col(9 + k));
        CHECK(v.col(1) == vectors.col(k));
        CHECK(v.col(2) == vectors.col(51 + k));
    }
}

TEST_CASE("StoredTangents refuses other samples, other shapes and numbers that are not finite") {
    const Matrix<double> samples = test::drawn(1, 4, 5);
    Matrix<double> vectors = test::drawn(2, 4, 10), v, other = samples;
    const StoredTangents stored{samples, vectors};
    other(2, 3) += 1e-12;
    CHECK_THROWS_WITH(stored.directions(other, 0, v),
                      "StoredTangents: sample 3 of a minibatch is none of the 5 that have tangents");
    CHECK_THROWS_WITH(stored.directions(samples, 2, v),
                      "StoredTangents: there are 2 of a sample, got number 2");
    CHECK_THROWS_WITH((StoredTangents{samples, Matrix<double>{vectors.leftCols(9)}}),
                      "StoredTangents: need features x (samples count) for samples of 4 x 5, got 4 x 9");
    vectors(0, 0) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH((StoredTangents{samples, vectors}), "StoredTangents: the tangents must be finite");
}

}  // namespace tests::tangent_stored_tangents
