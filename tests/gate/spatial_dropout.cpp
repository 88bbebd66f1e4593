#include <regula/gate/spatial_dropout.hpp>

#include <regula/gate/dropout.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace regula;

TEMPLATE_TEST_CASE("all pixels of a map share the draw of dropout, each map has its own", "", float, double) {
    Matrix<TestType> gain = Matrix<TestType>::Constant(6 * 11, 50, 2),
                     maps = Matrix<TestType>::Constant(11, 50, 2);
    SpatialDropout{.drop_probability = 0.3, .pixels = 6}.gate(gain, Key{3});
    Dropout{0.3}.gate(maps, Key{3});
    Index wrong = 0;
    for (Index j = 0; j < gain.cols(); ++j)
        for (Index i = 0; i < gain.rows(); ++i) wrong += gain(i, j) != maps(i / 6, j);
    CHECK(wrong == 0);
    CHECK((maps.array() == 0).any());
}

TEST_CASE("maps are dropped with p, and the mean gain is 1") {
    const double p = 0.3;
    Matrix<double> gain = Matrix<double>::Ones(4 * 100, 500);
    SpatialDropout{.drop_probability = p, .pixels = 4}.gate(gain, Key{5});
    const double draws = 100 * 500, spread = std::sqrt(p / (1 - p) / draws);
    CHECK(std::abs(gain.mean() - 1) < 4 * spread);
    CHECK(std::abs((gain.array() == 0).cast<double>().mean() - p) < 4 * std::sqrt(p * (1 - p) / draws));
}

TEST_CASE("coefficients out of range, and units that fill no whole maps, are refused") {
    CHECK_THROWS_WITH((SpatialDropout{1, 4}.check()),
                      "SpatialDropout: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH((SpatialDropout{0.3, -1}.check()), "SpatialDropout: pixels must be >= 0, got -1");
    Matrix<double> gain = Matrix<double>::Ones(10, 2);
    CHECK_THROWS_WITH((SpatialDropout{0.3, 4}.gate(gain, Key{1})),
                      "SpatialDropout: the units must be maps of 4 pixels each, got 10 units");
    CHECK((gain.array() == 1).all());
}
