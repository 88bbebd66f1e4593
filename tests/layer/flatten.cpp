#include <regula/layer/flatten.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("Flatten obeys the laws of a layer and changes the shape alone") {
    CHECK(check_layer(Flatten{}, Shape{2, 3, 4}).empty());
    const Layer<double> layer = Flatten{};
    CHECK(layer.outputs(Shape{2, 3, 4}) == Shape{24});
    CHECK(layer.acts_on_each_unit());
    const Matrix<double> x{{1, 2}, {3, 4}};
    Matrix<double> y;
    Workers workers;
    layer.forward({}, x, y, workers);
    CHECK(y == x);
}
