#include <regula/layer/settings.hpp>

#include <regula/layer/conv2d.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/relu.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_settings {

struct Silent {
    double by = 0;
};

TEST_CASE("a layer names the settings that its outputs depend on, as JSON") {
    CHECK(settings_of(LeakyRelu{0.1}) == R"({"slope": 0.10000000000000001})");
    CHECK(settings_of(Conv2d{.channels = 4, .size = 5, .bias = false}) ==
          R"({"channels": 4, "size": 5, "stride": 1, "padding": 0, "groups": 1, )"
          R"("bias": false, "shared": true})");
}

TEST_CASE("a layer without members has no settings, one that does not name them is not known") {
    CHECK(settings_of(Relu{}) == "{}");
    CHECK(settings_of(Silent{2}).empty());
    STATIC_REQUIRE(NamesSettings<Relu>);
    STATIC_REQUIRE_FALSE(NamesSettings<Silent>);
}

}  // namespace tests::layer_settings
