#include <regula/layer/max_pool2d.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_max_pool2d {

TEST_CASE("MaxPool2d obeys the laws of a layer, windows that overlap included") {
    CHECK(check_layer(MaxPool2d{}, Shape{5, 6, 2}).empty());
    CHECK(check_layer(MaxPool2d{.size = 3, .stride = 2}, Shape{5, 7, 2}).empty());
    CHECK(check_layer(MaxPool2d{.size = 2, .stride = 3}, Shape{5, 6, 1}).empty());
}

TEST_CASE("it takes the greatest pixel of each window, and of equal ones the gradient goes to the first") {
    const Shape image{2, 4};
    const Layer<double> layer = Layer<double>{MaxPool2d{2}}.for_inputs(image);
    const Matrix<double> x{{1}, {4}, {2}, {2}, {3}, {-1}, {2}, {1}};
    Matrix<double> y, dx;
    Workers workers;
    layer.forward({}, x, y, workers);
    CHECK(y == Matrix<double>{{4}, {2}});
    layer.backward({}, x, y, Matrix<double>{{5}, {7}}, dx, workers);
    CHECK(dx == Matrix<double>{{0}, {5}, {7}, {0}, {0}, {0}, {0}, {0}});
}

TEST_CASE("a NaN in a window is its greatest value, wherever it stands") {
    Workers workers;
    for (Index at = 0; at < 4; ++at) {
        Matrix<double> x{{1}, {3}, {0}, {2}}, y;
        x(at, 0) = std::nan("");
        MaxPool2d{.size = 2, .image = {2, 2}}.forward(0, x, y, workers);
        CHECK(std::isnan(y(0, 0)));
    }
}

TEST_CASE("MaxPool2d refuses windows that do not fit") {
    CHECK_THROWS_WITH(MaxPool2d{3}.outputs(Shape{4, 2}),
                      "MaxPool2d: windows of 3 x 3 are larger than images of 4 x 2");
    CHECK_THROWS_WITH((MaxPool2d{2, 0}.outputs(Shape{4, 2})),
                      "MaxPool2d: size and stride must be >= 1, got 2 and 0");
}

}  // namespace tests::layer_max_pool2d
