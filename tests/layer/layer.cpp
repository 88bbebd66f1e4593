#include <regula/layer/layer.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_layer {

// A user's own layer, with the verbs that training needs: scales each input by a weight of its own.
struct Scale {
    Index outputs(Index fan_in) const { return fan_in; }
    std::vector<Block> blocks(Index fan_in) const {
        return {{.role = Role::weight, .name = "scale", .rows = fan_in, .cols = 1}};
    }
    void initialize(const auto& theta, Key) const { theta[0].setOnes(); }
    void forward(const auto& theta, const auto& x, auto& y) const { y = theta[0].col(0).asDiagonal() * x; }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx) const {
        dx = theta[0].col(0).asDiagonal() * dy;
    }
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g) const {
        g[0].col(0) = x.cwiseProduct(dy).rowwise().sum();
    }
};

static_assert(LayerType<Scale> && LayerType<Dense> && !LayerType<int>);

TEST_CASE("a handle copies the layer it holds") {
    Layer<double> layer = Dense{3};
    const Layer<double> copy = layer;
    layer = Relu{};
    CHECK(copy.name() == "Dense");
    CHECK(copy.outputs(7) == 3);
    CHECK(layer.name() == "Relu");
    CHECK(layer.outputs(7) == 7);
    CHECK(layer.blocks(7).empty());
}

TEST_CASE("a user's layer needs no workers and no tangents until they are asked for") {
    const auto broken = check_layer(Scale{}, 5, false);
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK_THROWS_WITH(check_layer(Scale{}, 5, true), "tangent: layer 'Scale' does not propagate tangents");
}

// A user's random layer without parameters: adds a draw, of mean zero. Its backward needs no key.
struct Jitter {
    Index outputs(Index fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void forward(const auto&, const auto& x, auto& y, Key key) const {
        y = x;
        add_normal(key, y, 0.3);
    }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
};

TEST_CASE("a layer that has a verb with a key draws where a key is given, and only there") {
    const Layer<double> layer{Jitter{}};
    CHECK(layer.draws());
    CHECK_FALSE(Layer<double>{Scale{}}.draws());
    const Matrix<double> x{{1, 2, 3}};
    Matrix<double> y, expected = x;
    Workers workers;
    layer.forward({}, x, y, workers);
    CHECK(y == x);
    layer.forward({}, x, y, workers, Key{4});
    add_normal(Key{4}, expected, 0.3);
    CHECK(y == expected);
    CHECK(check_layer(Jitter{}, 5, false, 1e-6, Key{4}).empty());
}

}  // namespace tests::layer_layer
