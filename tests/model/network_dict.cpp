#include <regula/model/network_dict.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_network_dict {

using test::drawn;
using Strings = std::vector<std::string>;

Strings names_of(const std::vector<Block>& blocks) {
    Strings names;
    for (const Block& block : blocks) names.push_back(block.name);
    return names;
}

NetworkDict<double> heads() {
    return {{{"trunk", 3, {Dense{4}, Tanh{}, Residual{Dense{5}, Tanh{}, Dense{4}}}},
             {"digit", 4, {Dense{2}}},
             {"odd", 4, {Dense{6}, Relu{}, Dense{1}}}},
            Key{1}};
}

TEST_CASE("blocks and places have the names of their networks, and numbers through all of them") {
    const auto model = heads();
    CHECK(names_of(model.parameters().blocks()) == Strings{"trunk.0.weight", "trunk.0.bias", "trunk.1.weight",
                                                           "trunk.1.bias", "trunk.2.weight", "trunk.2.bias",
                                                           "digit.0.weight", "digit.0.bias", "odd.0.weight",
                                                           "odd.0.bias", "odd.1.weight", "odd.1.bias"});
    CHECK(names_of(model.hidden_blocks()) ==
          Strings{"trunk.hidden[0]", "trunk.hidden[1]", "trunk.branches[0]", "trunk.hidden", "trunk.outputs",
                  "digit.hidden", "digit.outputs", "odd.hidden[0]", "odd.hidden", "odd.outputs"});
    std::vector<int> layers;
    for (const Block& block : model.parameters().blocks())
        if (block.role == Role::weight) layers.push_back(block.layer);
    CHECK(layers == std::vector<int>{0, 1, 2, 3, 4, 5});
    CHECK(model["trunk"].features() == 3);
    CHECK(model["odd"].outputs() == 1);
}

TEST_CASE("it predicts by one network or by several in a row") {
    const auto model = heads();
    const auto x = drawn(1, 3, 5);
    const Matrix<double> h = model.predict("trunk", x);
    CHECK(model.predict({"trunk", "odd"}, x) == model.predict("odd", h));
    const auto copy = model;
    CHECK(copy.predict({"trunk", "digit"}, x) == model.predict({"trunk", "digit"}, x));
    CHECK(heads().parameters().vector() == model.parameters().vector());
}

TEST_CASE("a shared block is stored once, and both layers see it") {
    NetworkDict<double> model{{{"encoder", 5, {Dense{3}}}, {"decoder", 3, {DenseTransposed{5}}}},
                              Key{1},
                              {{"decoder.0.weight", "encoder.0.weight"}}};
    CHECK(names_of(model.parameters().blocks()) ==
          Strings{"encoder.0.weight", "encoder.0.bias", "decoder.0.bias"});
    const NetworkDict<double> alone{{{"encoder", 5, {Dense{3}}}}, Key{1}};
    CHECK(model.parameters()["encoder.0.weight"] == alone.parameters()["encoder.0.weight"]);
    const auto x = drawn(1, 5, 4);
    const Matrix<double> w = model.parameters()["encoder.0.weight"];
    CHECK((model.predict({"encoder", "decoder"}, x) - w * (w.transpose() * x)).norm() < 1e-14);
    model.parameters()["encoder.0.weight"].setZero();
    CHECK(model.predict({"encoder", "decoder"}, x).isZero());
}

TEST_CASE("an added block belongs to no network, is added once, and is initialised as it was") {
    auto model = heads();
    const Index size = model.parameters().size();
    const Matrix<double> before = model.predict({"trunk", "odd"}, drawn(1, 3, 2));
    const Block block{.role = Role::noise_scale, .name = "scales", .rows = 3, .cols = 2};
    model.add(block, 0.5);
    CHECK(model.parameters().size() == size + 6);
    CHECK(model.parameters()["scales"] == Matrix<double>::Constant(3, 2, 0.5));
    CHECK(model.predict({"trunk", "odd"}, drawn(1, 3, 2)) == before);
    model.parameters()["scales"].setConstant(2);
    model.add(block, 0.7);
    CHECK(model.parameters().size() == size + 6);
    CHECK(model.parameters()["scales"](0, 0) == 2);
    model.initialize(Key{3});
    CHECK(model.parameters()["scales"] == Matrix<double>::Constant(3, 2, 0.5));
    CHECK_THROWS_WITH(model.add({.role = Role::noise_scale, .name = "scales", .rows = 2, .cols = 2}, 1),
                      "Parameters: there is a block 'scales' already");
}

TEST_CASE("what it cannot be made of it says") {
    using Dict = NetworkDict<double>;
    CHECK_THROWS_WITH((Dict{std::vector<NamedNetwork<double>>{}, Key{1}}),
                      "NetworkDict: needs at least one network");
    CHECK_THROWS_WITH((Dict{{{"a", 3, {Dense{2}}}, {"a", 2, {Dense{2}}}}, Key{1}}),
                      "NetworkDict: there is a network 'a' already");
    CHECK_THROWS_WITH((Dict{{{"a", 0, {Dense{2}}}}, Key{1}}), "NetworkDict: 'a' needs features >= 1, got 0");
    CHECK_THROWS_WITH((Dict{{{"a", Shape{-2, -2}, {Dense{2}}}}, Key{1}}),
                      Catch::Matchers::StartsWith("Shape: height"));
    CHECK_THROWS_WITH((Dict{{{"a", 3, {}}}, Key{1}}), "NetworkDict: 'a' needs at least one layer");
    const std::vector<NamedNetwork<double>> two{{"a", 3, {Dense{2}}}, {"b", 3, {Dense{4}}}};
    CHECK_THROWS_WITH((Dict{two, Key{1}, {{"b.0.weight", "a.0.weight"}}}),
                      "NetworkDict: block 'b.0.weight' of 3 x 4 cannot share 'a.0.weight', of 3 x 2");
    CHECK_THROWS_WITH((Dict{two, Key{1}, {{"b.0.weight", "c.0.weight"}}}),
                      "NetworkDict: no block 'c.0.weight' before it to share; there are so far: a.0.weight 3 "
                      "x 2, a.0.bias 2 x 1");
    CHECK_THROWS_WITH((Dict{two, Key{1}, {{"c.0.weight", "a.0.weight"}}}),
                      Catch::Matchers::StartsWith(
                          "NetworkDict: no block 'c.0.weight' that could be shared; there are: a.0.weight"));
    CHECK_THROWS_WITH(heads()["mouth"], "NetworkDict: no network 'mouth'; there are: trunk, digit, odd");
    CHECK_THROWS_WITH(heads().predict("odd", drawn(1, 3, 2)), "NetworkDict: 'odd' takes 4 features, got 3");
}

}  // namespace tests::model_network_dict
