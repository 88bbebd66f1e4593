#include <regula/tangent/tangent_neighbours.hpp>

#include <regula/data/glyphs.hpp>
#include <regula/tangent/tangent_distances.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::tangent_tangent_neighbours {

/// The nearest of some images to the column j of x, from all distances.
template <class Scalar>
std::vector<std::pair<Scalar, Index>> sorted(const Matrix<Scalar>& distances, Index j,
                                             const std::vector<Index>& numbers) {
    std::vector<std::pair<Scalar, Index>> all;
    for (const Index i : numbers) all.emplace_back(distances(j, i), i);
    std::sort(all.begin(), all.end());
    return all;
}

TEMPLATE_TEST_CASE("with all on the shortlist, neighbours are the nearest by tangent distance",
                   "[unsanitized]", float, double) {
    const Matrix<TestType> y = glyphs<TestType>(150, Key{1}).inputs, x = glyphs<TestType>(21, Key{2}).inputs;
    std::vector<Index> every(150);
    std::iota(every.begin(), every.end(), 0);
    Workers workers{2};
    for (const auto sides : {TangentSides::both, TangentSides::first, TangentSides::second})
        for (const double ridge : {0.0, 1e-3}) {
            const TangentDistance of{.tangents = {Shape{28, 28}}, .ridge = ridge, .sides = sides};
            const TangentNeighbours<TestType> neighbours{y, of, workers};
            const Matrix<TestType> d = tangent_distances(x, y, of);
            for (const Index shortlist : {0, 150, 1000}) {
                const auto found = neighbours.nearest(x, 4, shortlist);
                for (Index j = 0; j < x.cols(); ++j) {
                    const auto all = sorted(d, j, every);
                    for (std::size_t k = 0; k < 4; ++k) {
                        const Neighbour near = found[static_cast<std::size_t>(j)][k];
                        CHECK(near.number == all[k].second);
                        CHECK(std::sqrt(near.squared) == Approx(all[k].first));
                    }
                }
            }
        }
}

TEST_CASE("a shortlist has the Euclidean nearest of the smoothed images") {
    const Matrix<double> y = glyphs<double>(90, Key{1}).inputs, x = glyphs<double>(10, Key{2}).inputs;
    const TangentDistance of{.tangents = {Shape{28, 28}, 1.5}};
    Workers alone;
    const auto found = TangentNeighbours<double>{y, of, alone}.nearest(x, 2, 5);
    const auto listed =
        EuclideanNeighbours<double>{of.tangents.smoothed(y)}.nearest(of.tangents.smoothed(x), 5);
    const Matrix<double> d = tangent_distances(x, y, of);
    for (Index j = 0; j < 10; ++j) {
        std::vector<Index> numbers;
        for (const Neighbour& near : listed[static_cast<std::size_t>(j)]) numbers.push_back(near.number);
        const auto all = sorted(d, j, numbers);
        CHECK(found[static_cast<std::size_t>(j)][0].number == all[0].second);
        CHECK(found[static_cast<std::size_t>(j)][1].number == all[1].second);
    }
}

TEST_CASE("an image is its own nearest neighbour, and the first of equal ones") {
    Matrix<double> y = glyphs<double>(40, Key{3}).inputs;
    y.col(31) = y.col(7);
    Workers alone;
    const TangentNeighbours<double> neighbours{y, {.tangents = {Shape{28, 28}}}, alone};
    const auto found = neighbours.nearest(y.middleCols(5, 4), 2, 0);
    CHECK(found[0][0].number == 5);
    CHECK(found[2][0].number == 7);
    CHECK(found[2][1].number == 31);
}

TEST_CASE("tangent neighbours refuse what has none") {
    const Matrix<double> y = glyphs<double>(12, Key{1}).inputs;
    const TangentDistance of{.tangents = {Shape{28, 28}}};
    Workers alone;
    const TangentNeighbours<double> neighbours{y, of, alone};
    CHECK_THROWS_WITH(neighbours.nearest(y, 13, 0),
                      "TangentNeighbours: there are 12 images, got a count of 13");
    CHECK_THROWS_WITH(neighbours.nearest(y, 3, 2),
                      "TangentNeighbours: shortlist must be 0, all, or at least the count, got 2 for 3");
    CHECK_THROWS_WITH(neighbours.nearest(y.topRows(9), 1, 0),
                      "TangentDistance: images of 28 x 28 x 1 have 784 pixels, got 9 rows");
    CHECK_THROWS_AS((TangentNeighbours<double>{y.leftCols(0), of, alone}), std::invalid_argument);
}

}  // namespace tests::tangent_tangent_neighbours
