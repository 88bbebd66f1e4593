#include <regula/sparse/triangle.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_triangle {

TEMPLATE_TEST_CASE("features are how much nearer a centre is than the mean", "", float, double) {
    const Matrix<TestType> centres = 2 * test::drawn<TestType>(1, 5, 7), x = test::drawn<TestType>(2, 5, 11);
    const Dictionary<TestType> dictionary{centres};
    const Matrix<TestType> found = Triangle{}.features(dictionary, x);
    REQUIRE((found.rows() == Triangle{}.outputs(dictionary) && found.rows() == 7 && found.cols() == 11));
    for (Index j = 0; j < 11; ++j) {
        const Vector<TestType> z = (centres.colwise() - x.col(j)).colwise().norm();
        CHECK((found.col(j).array() - (z.mean() - z.array()).cwiseMax(0)).abs().maxCoeff() < 1e-5);
        Index nearest = 0, largest = 0;
        z.minCoeff(&nearest);
        found.col(j).maxCoeff(&largest);
        CHECK(nearest == largest);
    }
}

TEST_CASE("a patch at a centre has the distance 0, and one centre has no feature") {
    const Matrix<double> centres = test::drawn(3, 4, 3);
    const Matrix<double> found = Triangle{}.features(Dictionary<double>{centres}, centres);
    for (Index k = 0; k < 3; ++k)
        CHECK(found(k, k) ==
              Approx((centres.colwise() - centres.col(k)).colwise().norm().mean()).margin(1e-7));
    const Matrix<double> one = centres.col(0);
    CHECK(Triangle{}.features(Dictionary<double>{one}, centres).isZero(0));
}

}  // namespace tests::sparse_triangle
