#include <regula/layer/layer_norm.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_layer_norm {

TEST_CASE("LayerNorm obeys the laws of a layer, with features and with images") {
    const auto broken = check_layer(LayerNorm{}, Shape{2, 3, 2});
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK(check_layer(LayerNorm{.epsilon = 0.2}, 5).empty());
}

TEST_CASE("it standardises each sample by itself, then scales and shifts each unit") {
    const Layer<double> layer = LayerNorm{.epsilon = 1e-12};
    Parameters<double> theta{layer.blocks(6)};
    layer.initialize({std::span{theta.blocks()}, theta.vector().data()}, Key{1});
    Matrix<double> y, x = test::drawn(1, 6, 3).array() * 3 + 1;
    Workers workers;
    const auto forward = [&] {
        layer.forward({std::span{theta.blocks()}, std::as_const(theta).vector().data()}, x, y, workers);
    };
    forward();
    for (Index j = 0; j < 3; ++j) {
        CHECK(std::abs(y.col(j).mean()) < 1e-12);
        CHECK(std::abs(y.col(j).squaredNorm() / 6 - 1) < 1e-10);
    }
    const Matrix<double> standardized = y;
    theta["scale"] = test::drawn(2, 6);
    theta["shift"] = test::drawn(3, 6);
    forward();
    for (Index j = 0; j < 3; ++j)
        CHECK((y.col(j) - theta["scale"].cwiseProduct(standardized.col(j)) - theta["shift"]).norm() < 1e-12);
    CHECK_THROWS_WITH(LayerNorm{0}.blocks(3), "LayerNorm: epsilon must be finite and >= 1e-30, got 0");
}

}  // namespace tests::layer_layer_norm
