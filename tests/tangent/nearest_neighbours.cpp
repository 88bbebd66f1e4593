#include <regula/tangent/nearest_neighbours.hpp>

#include <regula/data/glyphs.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::tangent_nearest_neighbours {

TEST_CASE("with tangents, neighbours are those of the tangent distance") {
    const auto data = glyphs<double>(60, Key{1});
    const Matrix<double> x = glyphs<double>(19, Key{2}).inputs;
    const TangentDistance of{.tangents = {Shape{28, 28}, 1.2}, .sides = TangentSides::second};
    Workers workers{2};
    const auto found =
        NearestNeighbours<double>{data, of}.find(x, {.neighbours = 3, .shortlist = 20}, workers);
    const auto expected = TangentNeighbours<double>{data.inputs, of, workers}.nearest(x, 3, 20);
    for (Index j = 0; j < 19; ++j)
        for (Index k = 0; k < 3; ++k) {
            const Neighbour near = expected[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)];
            CHECK(found.numbers(k, j) == near.number);
            CHECK(found.distances(k, j) == std::sqrt(near.squared));
        }
}

TEST_CASE("without tangents, neighbours are Euclidean ones of any features") {
    Dataset<double> data{.inputs = test::drawn(1, 5, 40), .labels = Labels::Zero(40)};
    for (Index i = 0; i < 40; ++i) data.labels[i] = data.inputs(0, i) > 0 ? 2 : 0;
    const Matrix<double> x = test::drawn(2, 5, 33);
    Workers alone;
    const auto found = NearestNeighbours<double>{data}.find(x, {.neighbours = 3, .shortlist = 3}, alone);
    const auto expected = EuclideanNeighbours<double>{data.inputs}.nearest(x, 3);
    for (Index j = 0; j < 33; ++j)
        for (Index k = 0; k < 3; ++k) {
            const Neighbour near = expected[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)];
            CHECK(found.numbers(k, j) == near.number);
            CHECK(found.distances(k, j) == std::sqrt(near.squared));
        }
}

TEST_CASE("most votes win, and in a tie the class of the nearest") {
    Dataset<double> line{.inputs = Matrix<double>(1, 6), .labels = Labels(6)};
    line.inputs << 1, 2, 3, 4, 5, 6;
    line.labels << 4, 1, 1, 0, 4, 0;
    const NearestNeighbours<double> neighbours{line};
    Workers alone;
    const auto vote = [&](Index k) {
        return neighbours.classify(Matrix<double>::Zero(1, 1), {.neighbours = k}, alone)[0];
    };
    CHECK(vote(1) == 4);
    CHECK(vote(2) == 4);  // 4, 1
    CHECK(vote(3) == 1);  // 4, 1, 1
    CHECK(vote(4) == 1);
    CHECK(vote(5) == 4);  // 4, 1, 1, 0, 4
    CHECK(vote(6) == 4);  // two each
}

TEST_CASE("tangent distance errs less than the Euclidean on digits", "[unsanitized]") {
    const auto data = glyphs<float>(400, Key{1}), test = glyphs<float>(150, Key{2});
    const auto wrong = [&](const Labels& classes) {
        return (classes.array() != test.labels.array()).count();
    };
    const auto euclid = wrong(NearestNeighbours<float>{data}.classify(test.inputs));
    const TangentDistance of{.tangents = {Shape{28, 28}}};
    const auto tangent = wrong(NearestNeighbours<float>{data, of}.classify(test.inputs));
    CAPTURE(euclid, tangent);
    CHECK(4 * tangent < 3 * euclid);
}

TEST_CASE("neighbours have the same bits for any number of threads and any other samples") {
    const auto data = glyphs<float>(200, Key{1});
    const Matrix<float> x = glyphs<float>(40, Key{2}).inputs;
    const NearestNeighbours<float> tangent{data, {.tangents = {Shape{28, 28}}}}, euclid{data};
    Workers alone, many{3};
    for (const auto* neighbours : {&tangent, &euclid}) {
        const NeighbourSearch search{.neighbours = 3, .shortlist = 50};
        const auto all = neighbours->find(x, search, alone);
        const auto by_many = neighbours->find(x, search, many);
        CHECK(all.numbers == by_many.numbers);
        CHECK(all.distances == by_many.distances);
        const auto some = neighbours->find(Matrix<float>{x.middleCols(7, 19)}, search, alone);
        CHECK(some.numbers == all.numbers.middleCols(7, 19));
        CHECK(some.distances == all.distances.middleCols(7, 19));
    }
    CHECK(tangent.find(Matrix<float>(784, 0), {}, alone).numbers.cols() == 0);
}

TEST_CASE("nearest neighbours refuse data without labels, other shapes, NaN and settings") {
    auto data = glyphs<double>(12, Key{1});
    const NearestNeighbours<double> euclid{data}, tangent{data, {.tangents = {Shape{28, 28}}}};
    Workers alone;
    Matrix<double> x = data.inputs.leftCols(3);
    CHECK_THROWS_WITH(tangent.find(x.topRows(5), {}, alone),
                      "NearestNeighbours: samples have 784 features, got 5");
    CHECK_THROWS_WITH(tangent.find(x, {.neighbours = 13}, alone),
                      "NeighbourSearch: neighbours must be from 1 to the 12 samples, got 13");
    CHECK_THROWS_WITH(tangent.find(x, {.neighbours = 0}, alone),
                      "NeighbourSearch: neighbours must be from 1 to the 12 samples, got 0");
    CHECK_THROWS_WITH(tangent.find(x, {.neighbours = 3, .shortlist = 2}, alone),
                      "NeighbourSearch: shortlist must be 0, all, or at least the neighbours, got 2 for 3");
    CHECK_THROWS_WITH((NearestNeighbours<double>{data, {.tangents = {Shape{27, 28}}}}),
                      "TangentDistance: images of 27 x 28 x 1 have 756 pixels, got 784 rows");
    x(5, 1) = std::nan("");
    CHECK_THROWS_WITH(tangent.find(x, {}, alone), "NearestNeighbours: every number must be finite");
    CHECK_THROWS_WITH(euclid.find(x, {}, alone), "NearestNeighbours: every number must be finite");
    data.targets = Matrix<double>::Zero(1, 12);
    data.labels.resize(0);
    CHECK_THROWS_WITH(NearestNeighbours<double>{data},
                      "NearestNeighbours: the data must have labels, got targets");
    data.inputs.resize(784, 0);
    CHECK_THROWS_AS(NearestNeighbours<double>{data}, std::invalid_argument);
}

}  // namespace tests::tangent_nearest_neighbours
