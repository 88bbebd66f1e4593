#include <regula/files/layer_list.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::files_layer_list {

using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

const Network<double> net{3, {Dense{4}, Residual{Tanh{}, Dense{.units = 4, .bias = false}}, Relu{}}, Key{1}};

TEST_CASE("the list of a network has each layer with its settings, and a residual block with its branch") {
    CHECK(layer_list(net) == json::parse(R"([
        {"layer": "Dense", "units": 4, "bias": true},
        {"layer": "Residual", "branch": [{"layer": "Tanh"}, {"layer": "Dense", "units": 4, "bias": false}]},
        {"layer": "Relu"}])"));
}

TEST_CASE("the layers of a list make the same list again") {
    const Network<double> again{3, layers_of<double>(layer_list(net)), Key{2}};
    CHECK(layer_list(again) == layer_list(net));
    CHECK(again.parameters().text() == net.parameters().text());
}

TEST_CASE("settings that are missing, unknown or of another type are refused") {
    const auto read = [](const char* list) { layers_of<double>(json::parse(list)); };
    CHECK_THROWS_WITH(read(R"([{"layer": "Dense", "units": 4, "bias": 1}])"), "'bias' is of another type: 1");
    CHECK_THROWS_WITH(read(R"([{"layer": "Dense", "units": 4, "bias": true, "more": 1}])"),
                      ContainsSubstring("'Dense' has other settings"));
    CHECK_THROWS_AS(read(R"([{"layer": "Dense", "units": 4}])"), json::exception);
    CHECK_THROWS_AS(read(R"([{"units": 4}])"), json::exception);
    CHECK_THROWS_WITH(read(R"([{"layer": "Mine"}])"), ContainsSubstring("there is no layer 'Mine'"));
}

TEST_CASE("a network of a list is measured before it is made") {
    const auto layers = layers_of<double>(json::parse(R"([{"layer": "Dense", "units": 5, "bias": true}])"));
    CHECK(require_fits_file<double>(3, layers, 20 * sizeof(double)) == 2);  // 3 x 5 weights, 5 biases
    CHECK_THROWS_WITH(require_fits_file<double>(3, layers, 20 * sizeof(double) - 1),
                      "its layers have 20 parameters, more than the file holds");
}

}  // namespace tests::files_layer_list
