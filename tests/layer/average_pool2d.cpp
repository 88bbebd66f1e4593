#include <regula/layer/average_pool2d.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_average_pool2d {

TEST_CASE("AveragePool2d obeys the laws of a layer, those of moments included") {
    CHECK(check_layer(AveragePool2d{}, Shape{5, 6, 2}).empty());
    CHECK(check_layer(AveragePool2d{.size = 3, .stride = 2}, Shape{5, 7, 2}).empty());
    CHECK(Layer<double>{AveragePool2d{}}.has_moments());
}

TEST_CASE("it takes the mean of each window") {
    const Layer<float> layer = Layer<float>{AveragePool2d{2}}.for_inputs(Shape{2, 4});
    Matrix<float> y;
    Workers workers;
    layer.forward({}, Matrix<float>{{1}, {4}, {2}, {2}, {3}, {-2}, {2}, {4}}, y, workers);
    CHECK(y == Matrix<float>{{1.5F}, {2.5F}});
}

TEST_CASE("AveragePool2d refuses windows that do not fit") {
    CHECK_THROWS_WITH(AveragePool2d{3}.outputs(Shape{4, 2}),
                      "AveragePool2d: windows of 3 x 3 are larger than images of 4 x 2");
}

}  // namespace tests::layer_average_pool2d
