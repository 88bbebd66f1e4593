#include <regula/layer/conv2d.hpp>

#include <regula/constraint/max_norm.hpp>
#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/flatten.hpp>
#include <regula/layer/relu.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/group_lasso.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_conv2d {

TEST_CASE("Conv2d obeys the laws of a layer, with any geometry") {
    const auto [layer, image] = GENERATE(table<Conv2d, Shape>({
        {Conv2d{.channels = 3}, Shape{5, 6, 2}},
        {Conv2d{.channels = 4, .stride = 2, .padding = 1, .groups = 2}, Shape{5, 6, 4}},
        {Conv2d{.channels = 2, .size = 2, .stride = 3, .padding = 1, .bias = false}, Shape{7, 6, 1}},
        {Conv2d{.channels = 2, .size = 5, .padding = 2}, Shape{4, 3, 1}},
        {Conv2d{.channels = 4, .stride = 2, .padding = 1, .groups = 2, .shared = false}, Shape{5, 4, 4}},
    }));
    const auto broken = check_layer(layer, image);
    CAPTURE(broken);
    CHECK(broken.empty());
}

/// The outputs of a layer for images x, with parameters theta.
Matrix<double> outputs_of(const Layer<double>& layer, const Parameters<double>& theta,
                          const Matrix<double>& x) {
    Matrix<double> y;
    Workers workers;
    layer.forward({std::span{theta.blocks()}, theta.vector().data()}, x, y, workers);
    return y;
}

TEST_CASE("a convolution is a dense layer with tied weights: the same outputs, and tied gradients summed") {
    const Shape image{4, 5, 2};
    const Layer<double> conv = Layer<double>{Conv2d{.channels = 3, .padding = 1}}.for_inputs(image);
    Parameters<double> theta{conv.blocks(image)}, g = theta;
    theta.vector() = test::drawn(1, theta.size(), 1);
    const Matrix<double> x = test::drawn(2, image.size(), 6);
    const Matrix<double> y = outputs_of(conv, theta, x), dy = test::drawn(3, y.rows(), 6);
    Workers workers;
    conv.gradient({std::span{theta.blocks()}, std::as_const(theta).vector().data()}, x, y, dy,
                  {std::span{g.blocks()}, g.vector().data()}, workers);

    // The dense matrix has a column per output; entry k of a filter stands in it wherever the filter lies.
    const auto dense = [&](Index k, Index o) {
        Parameters<double> unit = theta;
        unit.vector().setZero();
        unit["weight"](k, o) = 1;
        return Matrix<double>(
            outputs_of(conv, unit, Matrix<double>::Identity(image.size(), image.size())).transpose());
    };
    Matrix<double> w = Matrix<double>::Zero(image.size(), y.rows()), summed = 0 * theta["weight"];
    const Matrix<double> dw = x * dy.transpose();  // of the dense layer, untied
    for (Index o = 0; o < 3; ++o)
        for (Index k = 0; k < theta["weight"].rows(); ++k) {
            const Matrix<double> where = dense(k, o);
            w += theta["weight"](k, o) * where;
            summed(k, o) = dw.cwiseProduct(where).sum();
        }
    Matrix<double> expected = w.transpose() * x;
    for (Index o = 0; o < 3; ++o) expected.middleRows(20 * o, 20).array() += theta["bias"](o, 0);
    CHECK((y - expected).norm() < 1e-13 * y.norm());
    CHECK((g["weight"] - summed).norm() < 1e-13 * summed.norm());
    CHECK((w.array() != 0).count() ==
          (2 * 3 * 3) * 20 * 3 - 3 * 2 * (2 * (3 * 4 + 3 * 5) - 4));  // windows less borders
}

TEST_CASE("a convolution of a translated image is the translated convolution, exactly") {
    const Shape image{9, 9, 2};
    const Layer<double> conv = Layer<double>{Conv2d{.channels = 3}}.for_inputs(image);
    Parameters<double> theta{conv.blocks(image)};
    theta.vector() = test::drawn(1, theta.size(), 1);
    Matrix<double> x = Matrix<double>::Zero(image.size(), 1), moved = x;
    const Matrix<double> patch = test::drawn(2, 2 * 3 * 3, 1);
    for (Index c = 0; c < 2; ++c)
        for (Index i = 0; i < 3; ++i)
            for (Index j = 0; j < 3; ++j) {
                x((c * 9 + i + 2) * 9 + j + 3, 0) = patch((c * 3 + i) * 3 + j, 0);
                moved((c * 9 + i + 3) * 9 + j + 2, 0) = patch((c * 3 + i) * 3 + j, 0);
            }
    const Matrix<double> y = outputs_of(conv, theta, x), y_moved = outputs_of(conv, theta, moved);
    Index different = 0;
    for (Index o = 0; o < 3; ++o)
        for (Index i = 0; i < 6; ++i)
            for (Index j = 0; j < 6; ++j)
                different += y((o * 7 + i) * 7 + j + 1, 0) != y_moved((o * 7 + i + 1) * 7 + j, 0);
    CHECK(different == 0);
}

TEST_CASE("weights begin with the variance of their fan-in, and policies per unit act per filter") {
    Network<double> net{
        Shape{8, 7, 2}, {Conv2d{.channels = 40, .size = 5}, Relu{}, Flatten{}, Dense{2}}, Key{1}};
    const auto& blocks = net.parameters().blocks();
    CHECK(blocks[0].rows == 50);
    CHECK(blocks[0].cols == 40);
    CHECK(blocks[1].rows == 40);
    CHECK(blocks[2].rows == 4 * 3 * 40);
    CHECK(std::abs(net.parameters()["0.weight"].squaredNorm() / 2000 * 50 / 2 - 1) <
          4 * std::sqrt(2.0 / 2000));

    const Dataset<double> data{.inputs = test::drawn(1, 112, 9), .targets = test::drawn(2, 2, 9)};
    fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.01, .epochs = 2, .batch_size = 4},
        on(weights[0], MaxNorm{0.7}));
    CHECK(net.parameters()["0.weight"].colwise().norm().maxCoeff() < 0.7 + 1e-12);
    fit(net, SquaredError{}, data, Sgd{.learning_rate = 0.01, .epochs = 20, .batch_size = 4},
        on(weights[0], GroupLasso{1.2}));
    const auto norms = net.parameters()["0.weight"].colwise().norm();
    const auto pruned = (norms.array() == 0).count();
    CHECK(pruned > 0);
    CHECK(pruned < 40);
}

TEST_CASE("filters that do not fit are refused") {
    const auto of = [](Conv2d layer, Shape image = {5, 4, 3}) { return layer.blocks(image); };
    CHECK_THROWS_WITH(of({.channels = 0}),
                      "Conv2d: channels, size, stride and groups must be >= 1, got 0, 3, 1, 1");
    CHECK_THROWS_WITH(of({.channels = 2, .padding = 3}),
                      "Conv2d: padding must be in [0, size), got 3 of size 3");
    CHECK_THROWS_WITH(
        of({.channels = 4, .groups = 2}),
        "Conv2d: groups must divide the channels, got 2 groups of 3 input and 4 output channels");
    CHECK_THROWS_WITH(of({.channels = 2, .size = 5}),
                      "Conv2d: filters of 5 x 5 are larger than images of 5 x 4 with padding 0");
    CHECK_THROWS_WITH((Network<double>{12, {Conv2d{.channels = 2}}}),
                      "Conv2d: filters of 3 x 3 are larger than images of 1 x 1 with padding 0; a network of "
                      "images begins with Shape{height, width, channels}");
    CHECK_THROWS_WITH(of({.channels = 2, .size = Index{1} << 32, .padding = (Index{1} << 32) - 1}),
                      "Conv2d: has too many weights, 2 filters of 4294967296 x 4294967296 x 3");
}

}  // namespace tests::layer_conv2d
