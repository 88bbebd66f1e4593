#include <regula/core/random/draws.hpp>

#include "support/catch.hpp"
#include "support/z_score.hpp"

#include <cmath>
#include <limits>

using namespace regula;

namespace tests::core_random_draws {

TEMPLATE_TEST_CASE("a matrix is filled as a function of row and column alone", "", float, double) {
    Matrix<TestType> large(13, 9), small(6, 4);
    fill_uniform(Key{9}, large);
    fill_uniform(Key{9}, small);
    CHECK(large.topLeftCorner(6, 4) == small);
    CHECK(large.minCoeff() >= 0);
    CHECK(large.maxCoeff() < 1);
    fill_normal(Key{9}, large);
    fill_normal(Key{9}, small);
    CHECK(large.topLeftCorner(6, 4) == small);
    Matrix<TestType> again = Matrix<TestType>::Zero(13, 9);
    auto block = again.middleCols(0, 9);  // a view is filled as a matrix is
    fill_normal(Key{9}, block);
    CHECK(again == large);
    CHECK(Matrix<TestType>(large.col(0)) != Matrix<TestType>(large.col(1)));
}

TEMPLATE_TEST_CASE("normal draws are those of Box and Muller for the words of their rows, in any shape", "",
                   float, double) {
    for (const Index rows : {1, 3, 16, 31, 33, 100, 127, 128, 129, 300}) {
        const Index columns = 3 + rows % 7;
        Matrix<TestType> x(rows, columns);
        fill_normal(Key{4}, x);
        double worst = 0;
        for (Index j = 0; j < columns; ++j)
            for (Index i = 0; i < rows; ++i) {
                const Words w =
                    Key{4}.words(static_cast<std::uint32_t>(i / 4), static_cast<std::uint64_t>(j));
                const auto pair = static_cast<std::size_t>(i % 4 / 2 * 2);
                const double z = Key::normals(w[pair], w[pair + 1])[static_cast<std::size_t>(i % 2)];
                worst = std::max(worst, std::abs(static_cast<double>(x(i, j)) - z));
            }
        CHECK(worst < 8 * static_cast<double>(std::numeric_limits<TestType>::epsilon()) * 4);
    }
}

TEST_CASE("halves of words go to their rows, each once, in any shape, from a later column on, too") {
    for (const Index rows : {0, 1, 7, 8, 63, 64, 65, 255, 256, 257, 319, 320, 700})
        for (const Index columns : {0, 1, 2, 3, 7, 33}) {
            Eigen::MatrixXi calls = Eigen::MatrixXi::Zero(rows, columns);
            Index wrong = 0;
            for_each_half(Key{4}.from(5), rows, columns, [&](Index i, Index j, std::uint32_t half) {
                const Words w =
                    Key{4}.words(static_cast<std::uint32_t>(i / 8), static_cast<std::uint64_t>(j + 5));
                const std::uint32_t word = w[static_cast<std::size_t>(i % 8 / 2)];
                wrong += half != (i % 2 == 0 ? word & 0xffff : word >> 16);
                ++calls(i, j);
            });
            CAPTURE(rows, columns);
            CHECK((calls.array() == 1).all());
            CHECK(wrong == 0);
        }
}

TEST_CASE("a coin falls with its probability, rounded to one of 2^16, and is never certain to drop") {
    for (const double p : {0.0, 0.3, 0.5, 0.8, 1 - 1e-9}) {
        const Coin coin{p};
        double kept = 0;
        for (std::uint32_t half = 0; half < 0x10000; ++half) kept += coin.keeps<double>(half);
        CHECK(0x1p-16 * kept == coin.keep_probability());
        CHECK(std::abs(coin.keep_probability() - (1 - p)) <= 0x1p-16);
        CHECK(kept > 0);
    }
}

TEMPLATE_TEST_CASE("a filled matrix has the moments of its law, in every row", "", float, double) {
    Matrix<TestType> u(5, 40000), x(5, 40000);
    fill_uniform(Key{6}, u);
    fill_normal(Key{7}, x, 0.3);
    for (Index i = 0; i < 5; ++i) {
        const double n = 40000;
        CHECK(std::abs(z_score(u.row(i).template cast<double>().mean(), 0.5, 1.0 / 12, n)) < 4);
        CHECK(std::abs(z_score(x.row(i).template cast<double>().mean(), 0, 0.09, n)) < 4);
        const double squares = x.row(i).template cast<double>().squaredNorm() / n;
        CHECK(std::abs(z_score(squares, 0.09, 2 * 0.0081, n)) < 4);
    }
    const double covariance = x.row(0).template cast<double>().dot(x.row(1).template cast<double>()) / 40000;
    CHECK(std::abs(z_score(covariance, 0, 0.0081, 40000)) < 4);
}

TEST_CASE("the largest words stay below 1 in float, and noise is added to what was there") {
    Matrix<float> u(1, 1);
    for_each_draw(Key{1}, u, [](float& entry, std::uint32_t) {
        entry = 0x1p-24F * static_cast<float>(0xffffffffU >> 8);
    });
    CHECK(u(0) < 1.0F);
    Matrix<double> x = Matrix<double>::Constant(3, 2, 5.0), zero(3, 2);
    add_normal(Key{4}, x, 0.5);
    fill_normal(Key{4}, zero, 0.5);
    CHECK((x - zero).isConstant(5, 1e-14));
}

TEST_CASE("a stream seen from a later column has the draws of those columns, and so have its streams") {
    const Key key{11};
    const auto drawn = [](Key of, Index columns) {
        Matrix<double> m(301, columns);
        fill_uniform(of, m);
        add_normal(of.stream("more")[4], m, 0.3);
        return m;
    };
    const Matrix<double> whole = drawn(key, 9);
    CHECK(drawn(key.from(0), 9) == whole);
    CHECK(drawn(key.from(4), 5) == whole.rightCols(5));
    CHECK(drawn(key.from(1).from(3), 5) == whole.rightCols(5));
    Matrix<double> halves = Matrix<double>::Zero(7, 9), part = Matrix<double>::Zero(7, 5);
    for_each_half(key, 7, 9, [&](Index i, Index j, std::uint32_t half) { halves(i, j) = half; });
    for_each_half(key.from(4), 7, 5, [&](Index i, Index j, std::uint32_t half) { part(i, j) = half; });
    CHECK(part == halves.rightCols(5));
    CHECK(key.from(6).uniform(2) == key.uniform(8));
    CHECK_FALSE(key.from(6) == key);
}

}  // namespace tests::core_random_draws
