#include <regula/tangent/euclidean_neighbours.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_euclidean_neighbours {

TEMPLATE_TEST_CASE("Euclidean neighbours are exact, also where products of matrices round too much", "",
                   float, double) {
    // Far from zero, so that squared distances are below the rounding of the squares.
    Matrix<TestType> points = test::drawn<TestType>(1, 7, 200), x = test::drawn<TestType>(2, 7, 9);
    const TestType far = std::is_same_v<TestType, float> ? 3000 : 1e8;
    for (const TestType shift : {TestType{0}, far}) {
        points.array() += shift, x.array() += shift;
        const EuclideanNeighbours<TestType> neighbours{points};
        const auto found = neighbours.nearest(x, 13);
        for (Index j = 0; j < 9; ++j) {
            std::vector<Neighbour> all;
            for (Index i = 0; i < 200; ++i) {
                double squared = 0;
                for (Index k = 0; k < 7; ++k) squared += std::pow(double(x(k, j)) - double(points(k, i)), 2);
                all.push_back({squared, i});
            }
            std::sort(all.begin(), all.end());
            for (std::size_t n = 0; n < 13; ++n) {
                const Neighbour near = found[static_cast<std::size_t>(j)][n];
                CHECK(near.number == all[n].number);
                CHECK(near.squared == Approx(all[n].squared));
            }
        }
    }
}

TEST_CASE("of points as near, the first is the neighbour") {
    Matrix<double> points(1, 6);
    points << 3, 1, -1, 1, 1, 9;
    const auto found = EuclideanNeighbours<double>{points}.nearest(Matrix<double>::Zero(1, 1), 5);
    std::vector<Index> numbers;
    for (const Neighbour& near : found[0]) numbers.push_back(near.number);
    CHECK(numbers == std::vector<Index>{1, 2, 3, 4, 0});
}

TEST_CASE("Euclidean neighbours refuse what has none") {
    const Matrix<float> points = test::drawn<float>(1, 3, 4);
    const EuclideanNeighbours<float> neighbours{points};
    CHECK_THROWS_WITH(EuclideanNeighbours<float>{Matrix<float>(3, 0)},
                      "EuclideanNeighbours: needs at least one point, got 3 x 0");
    CHECK_THROWS_WITH(neighbours.nearest(points, 5),
                      "EuclideanNeighbours: there are 4 points, got a count of 5");
    CHECK_THROWS_WITH(neighbours.nearest(points, 0),
                      "EuclideanNeighbours: there are 4 points, got a count of 0");
    CHECK_THROWS_WITH(neighbours.nearest(points.topRows(2), 1),
                      "EuclideanNeighbours: points have 3 features, got 2");
    CHECK_THROWS_WITH(EuclideanNeighbours<float>{1e19F * points},
                      "EuclideanNeighbours: squares of distances must be finite, numbers are too large");
    Matrix<float> bad = points;
    bad(1, 1) = std::nanf("");
    CHECK_THROWS_WITH(EuclideanNeighbours<float>{bad}, "EuclideanNeighbours: every number must be finite");
    CHECK_THROWS_WITH(neighbours.nearest(bad, 1), "EuclideanNeighbours: every number must be finite");
    CHECK(neighbours.nearest(Matrix<float>(3, 0), 1).empty());
}

}  // namespace tests::tangent_euclidean_neighbours
