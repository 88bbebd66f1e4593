#include <regula/layer/local_winner_take_all.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/model/network.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_local_winner_take_all {

TEST_CASE("LocalWinnerTakeAll obeys the laws of a layer, with features and with images") {
    for (const auto& broken :
         {check_layer(LocalWinnerTakeAll{}, 6), check_layer(LocalWinnerTakeAll{.group = 3}, Shape{2, 3, 2}),
          check_layer(LocalWinnerTakeAll{.group = 5}, 5)}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEMPLATE_TEST_CASE("the largest unit of each group survives, of equal ones the first, with its gradient", "",
                   float, double) {
    const Layer<TestType> layer{LocalWinnerTakeAll{.group = 3}};
    const Matrix<TestType> x{{-3, 4}, {-1, 2}, {-2, 4}, {5, 0}, {6, 0}, {6, 1}},
        dy{{1, 7}, {2, 8}, {3, 9}, {4, 10}, {5, 11}, {6, 12}};
    Matrix<TestType> y, dx;
    Workers workers;
    layer.forward({}, x, y, workers);
    CHECK(y == Matrix<TestType>{{0, 4}, {-1, 0}, {0, 0}, {0, 0}, {6, 0}, {0, 1}});
    layer.backward({}, x, y, dy, dx, workers);
    CHECK(dx == Matrix<TestType>{{0, 7}, {2, 0}, {0, 0}, {0, 0}, {5, 0}, {0, 12}});
}

TEST_CASE("groups of one are the identity, and a group has exactly one active unit") {
    const Matrix<double> x = test::drawn(1, 12, 7);
    Matrix<double> y;
    Workers workers;
    LocalWinnerTakeAll{.group = 1}.forward(0, x, y, workers);
    CHECK(y == x);
    for (const Index group : {2, 3, 4, 12}) {
        LocalWinnerTakeAll{.group = group}.forward(0, x, y, workers);
        CHECK((y.reshaped(group, 84 / group).array() != 0).colwise().count().minCoeff() == 1);
        CHECK((y.reshaped(group, 84 / group).array() != 0).colwise().count().maxCoeff() == 1);
    }
}

TEST_CASE("a NaN wins its group, wherever it stands, and no other group") {
    Workers workers;
    for (Index at = 0; at < 2; ++at) {
        Matrix<double> x{{1}, {3}, {0}, {2}}, y;
        x(at, 0) = std::nan("");
        LocalWinnerTakeAll{}.forward(0, x, y, workers);
        CHECK(std::isnan(y(at, 0)));
        CHECK(y(1 - at, 0) == 0);
        CHECK(y.bottomRows(2) == Matrix<double>{{0}, {2}});
    }
}

TEST_CASE("LocalWinnerTakeAll refuses a group that does not divide the units") {
    CHECK_THROWS_WITH((Network<double>{3, {Dense{8}, LocalWinnerTakeAll{.group = 3}}, Key{1}}),
                      "LocalWinnerTakeAll: group must be >= 1 and divide the number of units, 8, got 3");
    CHECK_THROWS_WITH((Network<double>{8, {LocalWinnerTakeAll{.group = 0}}, Key{1}}),
                      "LocalWinnerTakeAll: group must be >= 1 and divide the number of units, 8, got 0");
    const Matrix<double> x = Matrix<double>::Ones(3, 2);
    Matrix<double> y;
    Workers workers;
    CHECK_THROWS_AS(LocalWinnerTakeAll{}.forward(0, x, y, workers), std::invalid_argument);
}

}  // namespace tests::layer_local_winner_take_all
