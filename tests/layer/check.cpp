#include <regula/layer/check.hpp>

#include <regula/layer/dense.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_check {

// Layers with one mistake each: the suite must name it.
struct NoTranspose : Dense {
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g, Workers&) const {
        g[0] = -(x * dy.transpose());
        g[1].col(0) = dy.rowwise().sum();
    }
};
struct HalfBack : Dense {
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx, Workers&) const {
        dx = 0.5 * theta[0] * dy;
    }
};
struct DeafToParameters : Dense {
    void tangent(const auto& theta, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot,
                 Workers&) const {
        y_dot = theta[0].transpose() * x_dot;
    }
};
struct NoTangentGradient : Dense {
    void tangent_gradient(const auto&, const auto&, const auto&, const auto&, const auto&, const auto&,
                          const auto&, Workers&) const {}
};

TEST_CASE("check_layer names the law that is broken") {
    const auto first = [](const Layer<double>& layer) {
        const auto broken = check_layer(layer, 4);
        REQUIRE_FALSE(broken.empty());
        return broken.front().substr(0, broken.front().find(','));
    };
    CHECK(first(NoTranspose{{3}}) == "NoTranspose: gradient is the gradient of forward at the parameters");
    CHECK(first(HalfBack{{3}}) == "HalfBack: backward is the gradient of forward at the inputs");
    CHECK(first(DeafToParameters{{3}}) ==
          "DeafToParameters: tangent is the derivative of forward in a direction");
    CHECK(first(NoTangentGradient{{3}}) ==
          "NoTangentGradient: tangent_gradient adds to g what tangent_backward adds");
}

}  // namespace tests::layer_check
