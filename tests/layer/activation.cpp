#include <regula/layer/activation.hpp>

#include <regula/layer/check.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_activation {

// A user's own activation: h = z^3.
struct Cube {
    void value(const auto& z, auto& h) const { h = z.array().cube().matrix(); }
    void derivative(const auto& z, const auto&, const auto& u, auto& v) const {
        v = (3 * z.array().square() * u.array()).matrix();
    }
    void curvature(const auto& z, const auto&, const auto& u, const auto& v, auto& out) const {
        out.array() += 6 * z.array() * u.array() * v.array();
    }
};

struct WrongCurvature : Cube {
    void curvature(const auto& z, const auto&, const auto& u, const auto& v, auto& out) const {
        out.array() += 3 * z.array() * u.array() * v.array();
    }
};

static_assert(ActivationType<Cube> && !ActivationType<int>);

TEST_CASE("a user's activation is a layer by itself") {
    const auto broken = check_layer(Cube{}, 4);
    CAPTURE(broken);
    CHECK(broken.empty());
    CHECK(Layer<double>{Cube{}}.name() == "Cube");
}

TEST_CASE("a wrong second derivative is found") {
    const auto broken = check_layer(WrongCurvature{}, 4);
    REQUIRE(broken.size() == 1);
    CHECK(broken[0].find("what reaches x through y_dot") != std::string::npos);
}

}  // namespace tests::layer_activation
