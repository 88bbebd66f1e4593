#include <regula/layer/dense_transposed.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("DenseTransposed obeys the laws of a layer") {
    const auto broken = check_layer(DenseTransposed{3}, 5);
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK_THROWS_WITH(DenseTransposed{0}.blocks(2), "DenseTransposed: units must be >= 1, got 0");
}

TEMPLATE_TEST_CASE("a transposed dense layer is W x + b", "", float, double) {
    const Layer<TestType> layer = DenseTransposed{2};
    Parameters<TestType> theta{layer.blocks(3)};
    theta["weight"] << 1, 2, 3, 4, 5, 6;
    theta["bias"] << 10, 20;
    const Matrix<TestType> x{{1, 0}, {0, 1}, {2, -1}};
    Matrix<TestType> y;
    Workers workers;
    layer.forward({std::span{theta.blocks()}, std::as_const(theta).vector().data()}, x, y, workers);
    CHECK(y == Matrix<TestType>{{17, 9}, {36, 19}});
}
