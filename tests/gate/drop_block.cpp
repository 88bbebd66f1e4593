#include <regula/gate/drop_block.hpp>

#include <regula/gate/dropout.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace regula;

TEMPLATE_TEST_CASE("squares of one pixel are dropout", "", float, double) {
    Matrix<TestType> gain = Matrix<TestType>::Constant(2 * 15, 40, 2), other = gain;
    DropBlock{.drop_probability = 0.3, .block = 1, .height = 3, .width = 5}.gate(gain, Key{3});
    Dropout{0.3}.gate(other, Key{3});
    CHECK((gain - other).norm() < 4 * std::numeric_limits<TestType>::epsilon() * other.norm());
}

TEST_CASE("a square as large as the map drops whole maps with p") {
    Matrix<double> gain = Matrix<double>::Ones(9 * 50, 400);
    DropBlock{.drop_probability = 0.3, .block = 3, .height = 3, .width = 3}.gate(gain, Key{4});
    Index torn = 0, dropped = 0;
    for (Index j = 0; j < gain.cols(); ++j)
        for (Index map = 0; map < 50; ++map) {
            const auto part = gain.col(j).segment(9 * map, 9);
            torn += (part.array() != part[0]).any();
            dropped += part[0] == 0;
        }
    CHECK(torn == 0);
    const double n = 50 * 400, share = static_cast<double>(dropped) / n;
    CHECK(std::abs(share - 0.3) < 4 * std::sqrt(0.3 * 0.7 / n));
}

TEST_CASE("what is dropped are squares inside a map, of the pixels of its rows") {
    // Few squares, so that most are alone: each dropped pixel is in a square of dropped ones, in its own map.
    const Index height = 6, width = 9, block = 3, maps = 2;
    Matrix<double> gain = Matrix<double>::Ones(maps * height * width, 300);
    DropBlock{.drop_probability = 0.05, .block = block, .height = height, .width = width}.gate(gain, Key{5});
    Index dropped = 0, outside = 0, others = 0;
    for (Index j = 0; j < gain.cols(); ++j)
        for (Index map = 0; map < maps; ++map) {
            const auto zero = [&](Index y, Index x) { return gain((map * height + y) * width + x, j) == 0; };
            Matrix<int> inside = Matrix<int>::Zero(height, width);
            for (Index y = 0; y + block <= height; ++y)
                for (Index x = 0; x + block <= width; ++x) {
                    bool all = true;
                    for (Index k = 0; k < block * block; ++k) all = all && zero(y + k / block, x + k % block);
                    if (all) inside.block(y, x, block, block).setOnes();
                }
            for (Index y = 0; y < height; ++y)
                for (Index x = 0; x < width; ++x) {
                    dropped += zero(y, x);
                    outside += zero(y, x) && inside(y, x) == 0;
                    others += !zero(y, x);
                }
        }
    CHECK(outside == 0);
    CHECK(dropped > 500);
    // By a square with gamma = 0.05 54 / (9 4 7): a pixel that n squares cover is dropped with 1 - (1 -
    // gamma)^n.
    double expected = 0;
    for (Index y = 0; y < height; ++y)
        for (Index x = 0; x < width; ++x) {
            Index covering = 0;
            for (Index top = 0; top + block <= height; ++top)
                for (Index left = 0; left + block <= width; ++left)
                    covering += top <= y && y < top + block && left <= x && x < left + block;
            expected += 1 - std::pow(1 - 0.05 * 54 / (9 * 4 * 7), static_cast<double>(covering));
        }
    const double share = static_cast<double>(dropped) / static_cast<double>(dropped + others);
    // Squares fall as 600 x 28 independent draws, each of 9 pixels.
    CHECK(std::abs(share - expected / 54) < 4 * 9 * std::sqrt(28 * 0.0107 / 600) / 54);
}

TEST_CASE("every gain has mean 1, in the corner as in the centre") {
    const double samples = 40000;
    Matrix<double> gain = Matrix<double>::Ones(4 * 5, 40000);
    DropBlock{.drop_probability = 0.3, .block = 2, .height = 4, .width = 5}.gate(gain, Key{6});
    for (Index i = 0; i < 20; ++i) {
        const double most = gain.row(i).maxCoeff();  // 1 / (1 - gamma)^n
        CHECK(std::abs(gain.row(i).mean() - 1) < 4 * std::sqrt((most - 1) / samples));
    }
    CHECK(gain.row(6).maxCoeff() > gain.row(0).maxCoeff() + 0.2);
}

TEST_CASE("coefficients out of range, and units that are no whole maps, are refused") {
    CHECK_THROWS_WITH((DropBlock{1, 2, 3, 4}.check()),
                      "DropBlock: drop_probability must be in [0, 1), got 1");
    CHECK_THROWS_WITH((DropBlock{0.3, 4, 3, 4}.check()),
                      "DropBlock: block must be from 1 to height and width, got 4 in 3 x 4");
    CHECK_THROWS_WITH((DropBlock{0.3, 3, -5, 5}.check()),
                      "DropBlock: block must be from 1 to height and width, got 3 in -5 x 5");
    CHECK_NOTHROW((DropBlock{0.3, 3, 3, 4}.check()));
    Matrix<double> gain = Matrix<double>::Ones(10, 2);
    CHECK_THROWS_WITH((DropBlock{0.3, 2, 3, 4}.gate(gain, Key{1})),
                      "DropBlock: the units must be maps of 3 x 4 pixels, got 10 units");
}
