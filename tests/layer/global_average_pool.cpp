#include <regula/layer/global_average_pool.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("GlobalAveragePool obeys the laws of a layer, and takes the mean of each channel") {
    CHECK(check_layer(GlobalAveragePool{}, Shape{5, 3, 2}).empty());
    CHECK(check_layer(GlobalAveragePool{}, 4).empty());
    const Layer<double> layer = Layer<double>{GlobalAveragePool{}}.for_inputs(Shape{1, 2, 3});
    CHECK(layer.outputs(Shape{1, 2, 3}) == Shape{3});
    Matrix<double> y;
    Workers workers;
    layer.forward({}, Matrix<double>{{1}, {4}, {2}, {3}, {-2}, {2}}, y, workers);
    CHECK(y == Matrix<double>{{2.5}, {2.5}, {0}});
}
